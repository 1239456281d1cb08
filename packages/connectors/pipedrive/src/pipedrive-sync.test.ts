import { connectAccount, createSyncRun } from '@frigg-crm/connector-testing';
import type { Process } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { withFaults } from '@frigg-crm/http/sandbox';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import type { QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import { createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { openPipedriveClient } from './pipedrive-oauth-provider.ts';
import { PipedriveIntegration } from './pipedrive-integration.ts';
import { pipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';
import { createPipedriveSandbox, type PipedriveSandboxOptions } from './sandbox/create-pipedrive-sandbox.ts';

/** Pipedrive, Quo and everything between them, on one virtual clock. */
async function system({ faults, ...options }: PipedriveSandboxOptions, quoOptions: QuoSandboxOptions = {}) {
  const clock = createVirtualClock();
  const pipedrive = createPipedriveSandbox({ clock, ...options });
  const fetch = withFaults(pipedrive.fetch, { ...faults, random: createSeededRandom(1), clock });
  const provider = pipedriveOAuthProvider(pipedrive);
  const vault = createTestVault(createMemoryDocumentStore());
  // Faults begin when the account is connected.
  await connectAccount({ provider, vault, clock, fetch: pipedrive.fetch, integrationId: 'i1' });
  const client = await openPipedriveClient({ provider, vault, fetch, clock, integrationId: 'i1' });
  const run = createSyncRun({
    clock,
    quo: quoOptions,
    integration: (dependencies) => new PipedriveIntegration({ ...dependencies, client, clock }),
  });
  return { clock, pipedrive, ...run };
}

const countsOf = ({ state, results }: Process) => {
  const { totalSynced, totalFailed, totalSkipped } = results['aggregateData'] as Record<string, number>;
  return { state, totalSynced, totalFailed, totalSkipped };
};

describe('a sync of Pipedrive with Quo', () => {
  it('writes every person with a number, skips the others, and counts each once, whatever fails on the way', async () => {
    const faults = { rateLimited: 0.1, retryAfterSeconds: 1, unavailable: 0.1, truncated: 0.05, lostAnswer: 0.05 };
    const { initial, pipedrive, quo } = await system({ people: 450, withoutPhone: 0.1, awkward: 0.3, tokens: { maxRequests: 4 }, faults });
    const people = Array.from({ length: 450 }, (_, index) => pipedrive.people.get(index + 1));
    const skipped = people.filter((person) => person?.phones.every(({ value }) => value === '')).length;
    expect(skipped).toBeGreaterThan(20);
    expect(countsOf(await initial())).toEqual({ state: 'COMPLETED', totalSynced: 450 - skipped, totalFailed: 0, totalSkipped: skipped });
    expect(quo.size).toBe(450 - skipped);
  });

  it('then writes only what changed: a new person, a new name, a deletion', async () => {
    const { clock, initial, ongoing, pipedrive, quo } = await system({ people: 120, withoutPhone: 0, awkward: 0 });
    await initial();
    await clock.advance(3_600_000);
    pipedrive.people.add({ first_name: 'Nova' });
    pipedrive.people.change(5, { first_name: 'Renamed' });
    pipedrive.people.delete(6);
    expect(countsOf(await ongoing())).toEqual({ state: 'COMPLETED', totalSynced: 2, totalFailed: 0, totalSkipped: 1 });
    const names = new Map(quo.contacts().map(({ externalId, defaultFields }) => [externalId, defaultFields.firstName]));
    expect([names.get('121'), names.get('5'), names.has('6'), names.size]).toEqual(['Nova', 'Renamed', false, 120]);
  });

  it('takes people out of Quo who are gone, also when their deletion is listed no more', async () => {
    const { clock, initial, pipedrive, quo } = await system({ people: 120, withoutPhone: 0, awkward: 0 });
    await initial();
    pipedrive.people.delete(6);
    pipedrive.people.delete(7);
    await clock.advance(40 * 24 * 3_600_000);
    expect((await initial()).results['deletions']).toEqual({ found: 2, deleted: 2, kept: 0, guarded: false });
    expect(quo.size).toBe(118);
  });

  it('sends nothing to Quo about people that it is known to hold', async () => {
    const { initial, quo } = await system({ people: 120, withoutPhone: 0, awkward: 0 });
    await initial();
    const asked = quo.stats.requests;
    expect(countsOf(await initial())).toMatchObject({ state: 'COMPLETED', totalSynced: 120 });
    expect(quo.stats.requests).toEqual(asked);
  });

  it('reports of a person that Quo refuses which field it named and its code, never the value', async () => {
    const path = '/defaultFields/phoneNumbers/0/value';
    const refuse: QuoSandboxOptions['refuse'] = ({ externalId }) => (externalId === '2' ? { status: 400, path } : undefined);
    const { initial } = await system({ people: 3, withoutPhone: 0, awkward: 0 }, { refuse });
    const process = await initial();
    expect(countsOf(process)).toMatchObject({ state: 'COMPLETED', totalSynced: 2, totalFailed: 1 });
    const { errors } = process.results['aggregateData'] as { readonly errors: readonly unknown[] };
    expect(errors).toMatchObject([{ externalId: '2', code: '0801400' }]);
    expect(JSON.stringify(errors)).toContain('(400, 0801400, at defaultFields.phoneNumbers.0.value, trace ');
    expect(JSON.stringify(errors)).not.toMatch(/\+1/);
  });

  it('waits for the owner when the app was removed', async () => {
    const { initial, pipedrive, quo } = await system({ people: 120 });
    pipedrive.disconnect();
    expect((await initial()).state).toBe('PAUSED');
    expect(quo.size).toBe(0);
    // The code was exchanged, and the refresh was refused once.
    expect(pipedrive.stats.byRoute['POST /oauth/token']).toBe(2);
  });
});

import { connectAccount, createSyncRun } from '@frigg-crm/connector-testing';
import type { Process } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { withFaults } from '@frigg-crm/http/sandbox';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { AttioIntegration } from './attio-integration.ts';
import { attioOAuthProvider } from './attio-oauth-provider.ts';
import { openAttioClient } from './open-attio-client.ts';
import { createAttioSandbox, type AttioSandboxOptions } from './sandbox/create-attio-sandbox.ts';
import { toSandboxId } from './sandbox/sandbox-ids.ts';

const FAULTS = { rateLimited: 0.1, retryAfterSeconds: 1, unavailable: 0.1, truncated: 0.05, lostAnswer: 0.05 };

/** Attio, Quo and everything between them, on one virtual clock. */
async function system({ faults, ...options }: AttioSandboxOptions) {
  const clock = createVirtualClock();
  const attio = createAttioSandbox({ clock, ...options });
  const fetch = withFaults(attio.fetch, { ...faults, random: createSeededRandom(1), clock });
  const provider = attioOAuthProvider({ ...attio, oauthUrl: attio.baseUrl });
  const vault = createTestVault(createMemoryDocumentStore());
  // Faults begin when the account is connected.
  await connectAccount({ provider, vault, clock, fetch: attio.fetch, integrationId: 'i1' });
  const client = await openAttioClient({ provider, vault, fetch, clock, integrationId: 'i1' });
  const run = createSyncRun({
    clock,
    integration: (dependencies) => new AttioIntegration({ ...dependencies, client, clock }),
  });
  return { clock, attio, ...run };
}

const countsOf = ({ state, results }: Process) => {
  const { totalSynced, totalFailed, totalSkipped } = results['aggregateData'] as Record<string, number>;
  return { state, totalSynced, totalFailed, totalSkipped };
};

describe('a sync of Attio with Quo', () => {
  it('writes every person with a number, skips the others, and counts each once, whatever fails on the way', async () => {
    const { initial, attio, quo } = await system({ people: 450, withoutPhone: 0.1, awkward: 0.3, faults: FAULTS });
    const people = Array.from({ length: 450 }, (_, index) => attio.people.get(index + 1));
    const skipped = people.filter((person) => person?.phones.length === 0).length;
    expect(skipped).toBeGreaterThan(20);
    expect(countsOf(await initial())).toEqual({ state: 'COMPLETED', totalSynced: 450 - skipped, totalFailed: 0, totalSkipped: skipped });
    expect(quo.size).toBe(450 - skipped);
  });

  it('walks over everyone each time, and writes only a new person and a new title', async () => {
    const { clock, initial, ongoing, attio, quo } = await system({ people: 120, withoutPhone: 0, awkward: 0 });
    await initial();
    await clock.advance(3_600_000);
    attio.people.add({ name: { first: 'Nova', last: '' }, phones: ['+14155550199'] });
    attio.people.change(5, { name: { first: 'Renamed', last: 'Once' } });
    const requests = (): number => Object.values(quo.stats.requests).reduce((sum, each) => sum + each, 0);
    const before = requests();
    expect(countsOf(await ongoing())).toMatchObject({ state: 'COMPLETED', totalSynced: 121, totalFailed: 0 });
    const names = new Map(quo.contacts().map(({ externalId, defaultFields }) => [externalId, defaultFields.firstName]));
    expect([names.get(toSandboxId('person', 121)), names.get(toSandboxId('person', 5)), names.size]).toEqual(['Nova', 'Renamed', 121]);
    expect(requests() - before).toBeLessThan(10);
  });

  it('takes people out of Quo who are gone from Attio, though it lists no deletions', async () => {
    const { initial, attio, quo } = await system({ people: 120, withoutPhone: 0, awkward: 0 });
    await initial();
    attio.people.delete(6);
    attio.people.delete(7);
    expect((await initial()).results['deletions']).toEqual({ found: 2, deleted: 2, kept: 0, guarded: false });
    expect(quo.size).toBe(118);
  });

  it('waits for the owner when the app was removed (acceptance 21)', async () => {
    const { initial, attio, quo } = await system({ people: 120 });
    attio.disconnect();
    expect((await initial()).state).toBe('PAUSED');
    expect(quo.size).toBe(0);
    expect(attio.stats.byRoute['POST /v2/objects/people/records/query']).toBe(1);
  });
});

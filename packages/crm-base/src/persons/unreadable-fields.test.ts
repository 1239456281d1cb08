import { createMemoryMappingRepository } from '@frigg-crm/memory';
import { createQuoClient, type QuoContact } from '@frigg-crm/quo';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { createVirtualClock } from '@frigg-crm/testing';
import { silentLogger } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { incompleteLists, readNamedValues } from '../connector/named-values.ts';
import { readEmailAddresses } from '../connector/read-email-addresses.ts';
import { readPhoneNumbers } from '../connector/read-phone-numbers.ts';
import type { FakeIntegration, FakePerson } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync } from '../test-support/sync-system.ts';
import { upsertPersons } from './upsert-persons.ts';

/** As connectors do, with the phone field as free text. */
function toContact({ id = '', name, phone }: FakePerson): QuoContact {
  const phoneNumbers = readNamedValues([{ value: phone }], { read: (text) => readPhoneNumbers(text, 'US') });
  const emails = readNamedValues([{ value: `${name}@acme.test` }], { read: readEmailAddresses });
  return {
    externalId: id,
    defaultFields: { firstName: name, phoneNumbers: phoneNumbers.values, emails: emails.values },
    incomplete: incompleteLists({ phoneNumbers, emails }),
  };
}

function createWriter() {
  const clock = createVirtualClock();
  const sandbox = createQuoSandbox({ apiKeys: ['key'], clock, requestsPerSecond: Number.POSITIVE_INFINITY });
  const quo = createQuoClient({ apiKey: 'key', fetch: sandbox.fetch, clock });
  const base = createSyncSystem();
  const integration = Object.assign(base.integration, { quoContacts: quo.contacts, transformPersonToQuo: toContact }) as FakeIntegration;
  const writer = {
    integration,
    mappings: createMemoryMappingRepository({ clock }),
    logger: silentLogger,
    scope: { integrationId: 'i1', objectType: 'Person' },
    nextClaimId: () => 'claim',
    seenIn: undefined,
    isRetry: false,
    force: false,
  };
  return { write: async (person: object) => clock.runUntil(upsertPersons(writer, [person as never], {})), sandbox };
}

const ana = (phone?: string): FakePerson => ({ id: 'p1', name: 'ana', ...(phone !== undefined && { phone }) });

describe('a phone field that cannot be read', () => {
  it('F1: takes no number away that Quo holds; an empty field does', async () => {
    const { write, sandbox } = createWriter();
    const numbers = () => sandbox.contacts().map(({ defaultFields }) => (defaultFields.phoneNumbers ?? []).map(({ value }) => value));
    await write(ana('415-555-0132 / 415-555-0199'));
    expect(numbers()).toEqual([['+14155550132', '+14155550199']]);
    const result = await write(ana('see notes, or ask Bo'));
    expect(result.outcomes).toMatchObject([{ kind: 'synced', confirmed: { phoneNumbers: ['+14155550132', '+14155550199'] } }]);
    expect(result.notes).toMatchObject([{ externalId: 'p1', code: 'PHONE_UNREADABLE' }]);
    expect(numbers()).toEqual([['+14155550132', '+14155550199']]);
    await write(ana(''));
    expect(numbers()).toEqual([[]]);
  });

  it('F1: is noted in the process with person and field, and never with its text', async () => {
    const system = createSyncSystem({ people: [ana('call Bo at home'), { ...ana('415-555-0132'), id: 'p2' }] });
    Object.assign(system.integration, { transformPersonToQuo: toContact });
    const process = await runInitialSync(system);
    expect(process.results['aggregateData']).toMatchObject({
      totalSynced: 1,
      totalSkipped: 1,
      totalFailed: 0,
      errors: [{ externalId: 'p1', unit: 0, code: 'PHONE_UNREADABLE', message: expect.stringContaining('phoneNumbers') as string }],
    });
    expect(JSON.stringify(process)).not.toContain('Bo at home');
  });
});

import { createIntegrationRepository, type Store } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { importFromFrigg, type FriggSource, type ImportFromFriggOptions } from './import-from-frigg.ts';

const PERSONS = 1200;

/** Three integrations, of which one is of a type that is not taken, and a hundred rows of calls. */
function createSource(breakAfter = Infinity): FriggSource {
  let read = 0;
  return {
    async *integrations() {
      const webhooks = { quoCallWebhooks: [{ id: 'W1', key: 'k1', resourceIds: ['PN1'] }] };
      yield {
        id: 17,
        userId: 5,
        status: 'ENABLED',
        config: { type: 'acme', enabledPhoneIds: ['PN1'], ...webhooks },
        externalIds: ['c1', 'c1'],
      };
      yield { id: 18, userId: 5, status: 'DISABLED', config: { type: 'acme' }, externalIds: [] };
      yield { id: 19, userId: 6, status: 'ENABLED', config: { type: 'other' }, externalIds: [] };
      yield { id: 20, userId: 6, status: 'IN_DELETION', config: { type: 'acme' }, externalIds: [] };
    },
    async *mappings(integrationId) {
      if (integrationId !== '17') return;
      for (let index = 0; index < PERSONS; index += 1) {
        if ((read += 1) > breakAfter) throw new Error('connection reset');
        const mapping = { externalId: `p${index}`, quoContactId: `CT${index}`, entityType: 'people' };
        yield { sourceId: `+1415555${String(index).padStart(4, '0')}`, mapping: JSON.stringify(mapping) };
      }
      for (let index = 0; index < 100; index += 1) yield { sourceId: `AC${index}`, mapping: { callId: `AC${index}` } };
      yield { sourceId: 'broken', mapping: '{' };
    },
  };
}

function createImport(store: Store, changes: Partial<ImportFromFriggOptions> = {}): ImportFromFriggOptions {
  return {
    source: createSource(),
    keys: { unwrap: async () => Promise.reject(new Error('nothing is encrypted')) },
    store,
    vault: createTestVault(store.documents),
    connectors: { acme: { connector: 'acme', objectTypes: { people: 'Person' }, defaultType: 'Person' } },
    oldWebhookUrl: (id) => `https://old.example.com/${id}`,
    clock: createVirtualClock(),
    ...changes,
  };
}

const COUNTS = {
  integrations: { taken: 2, left: 2 },
  webhooks: { taken: 1, unreadable: 0 },
  persons: { taken: PERSONS },
  mappings: { left: 100, unreadable: 1 },
};
const SCOPE = { integrationId: '17', objectType: 'Person' };

describe('the import of a Frigg app', () => {
  it('counts and writes nothing in a dry run', async () => {
    const store = openMemoryStore();
    expect(await importFromFrigg(createImport(store, { dryRun: true }))).toEqual(COUNTS);
    expect(await createIntegrationRepository(store.documents).find({})).toEqual([]);
    expect(await store.mappingRepository.count(SCOPE)).toBe(0);
  });

  it('takes integrations, keys of webhooks and persons, and begins no initial sync', async () => {
    const store = openMemoryStore();
    const options = createImport(store);
    expect(await importFromFrigg(options)).toEqual(COUNTS);
    const found = await createIntegrationRepository(store.documents).find({});
    expect(found.map(({ id, userId, status, dueAt }) => [id, userId, status, dueAt !== null])).toEqual([
      ['17', '5', 'ENABLED', true],
      ['18', '5', 'DISABLED', false],
    ]);
    expect(found[0]).toMatchObject({
      connector: 'acme',
      lookupKeys: ['c1'],
      config: { enabledPhoneIds: ['PN1'] },
      setUpAt: expect.any(String) as string,
    });
    expect(JSON.stringify(found)).not.toContain('k1');
    const secret = await options.vault.read({ integrationId: '17', name: 'quo-webhooks' });
    expect(secret?.value).toEqual({
      subscriptions: [{ id: 'W1', key: 'k1', kind: 'call', phoneNumberIds: ['PN1'], url: 'https://old.example.com/17' }],
    });
    const [person] = await store.mappingRepository.findMany({ ...SCOPE, externalIds: ['p7'] });
    expect(person).toMatchObject({ quoContactId: 'CT7', phoneNumbers: ['+14155550007'] });
    expect(await store.mappingRepository.count(SCOPE)).toBe(PERSONS);
  });

  it('is complete after it was stopped twice, and leaves alone what was written since', async () => {
    const store = openMemoryStore();
    for (const breakAfter of [3, 900])
      await expect(importFromFrigg(createImport(store, { source: createSource(breakAfter) }))).rejects.toThrow('connection reset');
    await importFromFrigg(createImport(store));
    const claim = { ...SCOPE, claimId: 'sync' };
    await store.mappingRepository.beginWrites({
      ...claim,
      claimTtlMs: 1000,
      people: [{ externalId: 'p1', contentHash: 'h2', sourceModifiedAt: null }],
    });
    await store.mappingRepository.confirmWrites({
      ...claim,
      people: [{ externalId: 'p1', contentHash: 'h2', quoContactId: 'CT1', phoneNumbers: [] }],
    });
    expect(await importFromFrigg(createImport(store))).toEqual(COUNTS);
    const [person] = await store.mappingRepository.findMany({ ...SCOPE, externalIds: ['p1'] });
    expect([person?.contentHash, person?.phoneNumbers]).toEqual(['h2', []]);
    expect(await store.mappingRepository.count(SCOPE)).toBe(PERSONS);
  });
});

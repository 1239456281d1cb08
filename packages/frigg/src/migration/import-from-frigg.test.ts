import { createIntegrationRepository, toProcessId, type Store } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { readStoredTokens } from '@frigg-crm/oauth';
import { createTestVault, createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { encryptAsFrigg } from '../testing/encrypt-as-frigg.ts';
import { createAesFriggKeys } from './decrypt-field.ts';
import type { FriggIntegrationRow, FriggMappingRow, FriggSource } from './frigg-source.ts';
import { importFromFrigg, type ImportFromFriggOptions } from './import-from-frigg.ts';

const PERSONS = 60;
const CALLS = 10;
const KEY = { id: 'main', key: 'a-master-key-of-thirty-two-bytes' };
const WRITTEN = '2026-01-05T09:00:00.000Z';
const webhooks = { quoCallWebhooks: [{ id: 'W1', key: 'k1', resourceIds: ['PN1'] }], pipedriveWebhookIds: ['1', '2'] };

const ROW: FriggIntegrationRow = {
  id: '17',
  userId: '5',
  status: 'ENABLED',
  config: { type: 'acme', enabledPhoneIds: ['PN1'], ...webhooks },
  entities: [
    {
      moduleName: 'acme',
      externalId: 'c1',
      credential: { id: '1', authIsValid: true, data: { access_token: encryptAsFrigg('at-1', KEY), refresh_token: 'rt-1', domain: 'eu' } },
    },
    {
      moduleName: 'quo-acme',
      externalId: 'q1',
      credential: { id: '2', authIsValid: true, data: { api_key: encryptAsFrigg('quo-key', KEY) } },
    },
    { moduleName: 'acme', externalId: 'c1', credential: undefined },
  ],
  syncedAt: { people: WRITTEN },
};
const ROWS: readonly FriggIntegrationRow[] = [
  ROW,
  { ...ROW, id: '18', status: 'DISABLED', config: { type: 'acme' }, entities: [], syncedAt: {} },
  { ...ROW, id: '19', config: { type: 'other' } },
  { ...ROW, id: '20', status: 'IN_DELETION' },
  { ...ROW, id: '21', userId: '' },
];

const MAPPINGS = [...mappingsOf()];

function* mappingsOf(): Iterable<FriggMappingRow> {
  for (let index = 0; index < PERSONS; index += 1) {
    const mapping = JSON.stringify({ externalId: `p${index}`, quoContactId: `CT${index}`, entityType: 'people' });
    yield { sourceId: `+1415555${String(index).padStart(4, '0')}`, mapping: index % 5 === 0 ? encryptAsFrigg(mapping, KEY) : mapping };
  }
  for (let index = 0; index < CALLS; index += 1)
    yield {
      sourceId: `AC${index}`,
      mapping: { mapping: { callId: `AC${index}`, noteId: `n${index}`, contactId: `p${index}`, createdAt: WRITTEN } },
    };
  yield { sourceId: 'AC-of-another', mapping: { callId: 'AC', noteId: 'n', contactId: 'unknown' } };
  yield { sourceId: 'other', mapping: { externalId: 'deal-1', quoContactId: 'CT', entityType: 'deal' } };
  yield { sourceId: 'broken', mapping: '{' };
  yield { sourceId: 'lost', mapping: encryptAsFrigg('{}', { id: 'gone', key: KEY.key }) };
  yield { sourceId: 'wrong', mapping: encryptAsFrigg('{}', { id: 'main', key: 'another-key-of-thirty-two-bytes!' }) };
}

function createSource(breakAfter = Infinity): FriggSource {
  let read = 0;
  return {
    async *integrations() {
      yield* ROWS;
    },
    async *mappings(integrationId) {
      if (integrationId !== '17') return;
      for (const row of MAPPINGS) {
        if ((read += 1) > breakAfter) throw new Error('connection reset');
        yield row;
      }
    },
  };
}

function createImport(store: Store, changes: Partial<ImportFromFriggOptions> = {}): ImportFromFriggOptions {
  return {
    source: createSource(),
    keys: createAesFriggKeys({ [KEY.id]: KEY.key }),
    target: { store, vault: createTestVault(store.documents) },
    sourceCheck: 'unchecked',
    connectors: {
      acme: {
        connector: 'acme',
        quoSource: 'openphone-acme',
        objectTypes: { people: 'Person' },
        defaultType: 'Person',
        extras: ({ domain = '' }) => ({ domain }),
      },
    },
    oldWebhookUrl: (id) => `https://old.example.com/${id}`,
    clock: createVirtualClock(),
    ...changes,
  };
}

/** @returns the counts as they are when nothing, or all, was there before. */
function countsOf(taken: 'taken' | 'present') {
  const counts = (count: number, rest: object = {}): object => ({
    taken: 0,
    present: 0,
    left: {},
    unreadable: {},
    [taken]: count,
    ...rest,
  });
  return {
    integrations: counts(2, { left: { 'no-connector': 1, 'in-deletion': 1, 'no-owner': 1 } }),
    credentials: counts(2),
    webhooks: counts(1, { left: { 'at-the-crm': 2 } }),
    persons: counts(PERSONS, { left: { 'unknown-type': 1 } }),
    activities: counts(CALLS, { left: { 'no-phone-number': 1 } }),
    watermarks: counts(1),
    mappings: counts(0, { unreadable: { form: 1, key: 2 } }),
  };
}
const SCOPE = { integrationId: '17', objectType: 'Person' };

describe('the import of a Frigg app', () => {
  it('counts without a store in a dry run', async () => {
    expect(await importFromFrigg(createImport(openMemoryStore(), { target: undefined }))).toEqual({
      counts: countsOf('taken'),
      sources: {},
    });
  });

  it('P49: takes integrations, and begins no initial sync', async () => {
    const store = openMemoryStore();
    expect((await importFromFrigg(createImport(store))).counts).toEqual(countsOf('taken'));
    const found = await createIntegrationRepository(store.documents).find({});
    expect(found.map(({ id, userId, status, dueAt }) => [id, userId, status, dueAt !== null])).toEqual([
      ['17', '5', 'ENABLED', true],
      ['18', '5', 'DISABLED', false],
    ]);
    expect(found[0]).toMatchObject({
      connector: 'acme',
      lookupKeys: ['c1'],
      config: { enabledPhoneIds: ['PN1'], quoSource: 'openphone-acme' },
      setUpAt: expect.any(String) as string,
    });
    expect(Object.keys(found[0]?.config ?? {})).toEqual(['enabledPhoneIds', 'quoSource']);
  });

  it('puts secrets into the vault', async () => {
    const store = openMemoryStore();
    const vault = createTestVault(store.documents);
    await importFromFrigg(createImport(store, { target: { store, vault } }));
    expect((await vault.read({ integrationId: '17', name: 'quo-webhooks' }))?.value).toEqual({
      subscriptions: [{ id: 'W1', key: 'k1', kind: 'call', phoneNumberIds: ['PN1'], url: 'https://old.example.com/17' }],
    });
    expect((await vault.read({ integrationId: '17', name: 'quo' }))?.value).toEqual({ apiKey: 'quo-key' });
    const stored = await readStoredTokens({ vault, integrationId: '17' });
    expect(stored?.tokens).toMatchObject({ accessToken: 'at-1', refreshToken: 'rt-1', extras: { domain: 'eu' }, reauthorize: false });
  });

  it('takes who is which contact, which calls are written, and since when changes are missing', async () => {
    const store = openMemoryStore();
    await importFromFrigg(createImport(store));
    const [person] = await store.mappingRepository.findMany({ ...SCOPE, externalIds: ['p7'] });
    expect(person).toMatchObject({ quoContactId: 'CT7', phoneNumbers: ['+14155550007'] });
    expect(await store.mappingRepository.count(SCOPE)).toBe(PERSONS);
    const key = { collection: 'activities', integrationId: '17', id: 'call:AC7:+14155550007' };
    expect((await store.documents.find(key))?.value).toMatchObject({
      activityId: 'n7',
      person: { objectType: 'Person', externalId: 'p7' },
      seenAt: WRITTEN,
    });
    const [sync] = await store.processRepository.find({ integrationId: '17' });
    expect(sync).toMatchObject({
      id: toProcessId(`imported:17:Person:${WRITTEN}`),
      name: '17-Person-sync',
      state: 'COMPLETED',
      endedAt: WRITTEN,
    });
  });

  it('P47: is complete after it was stopped twice, changes nothing when it is repeated, and leaves alone what was written since', async () => {
    const store = openMemoryStore();
    for (const breakAfter of [3, 40])
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
    expect((await importFromFrigg(createImport(store))).counts).toEqual(countsOf('present'));
    const [person] = await store.mappingRepository.findMany({ ...SCOPE, externalIds: ['p1'] });
    expect([person?.contentHash, person?.phoneNumbers]).toEqual(['h2', []]);
    expect(await store.mappingRepository.count(SCOPE)).toBe(PERSONS);
  });

  it('reads an integration several times rather than hold all of it in memory', async () => {
    const store = openMemoryStore();
    expect((await importFromFrigg(createImport(store, { maxRows: 20 }))).counts).toEqual(countsOf('taken'));
    expect(await store.mappingRepository.count(SCOPE)).toBe(PERSONS);
  });
});

describe('the source of contacts', () => {
  const contacts = async (source: string) => [{ id: 'CT1', source }];

  it.each([
    [
      'another source than that of the contacts',
      { hasPartnerKey: true, findContacts: async () => contacts('acme') },
      /would be written with openphone-acme.*second contact.*give the source acme/,
    ],
    ['a source that needs the partner key', { hasPartnerKey: false, findContacts: async () => contacts('openphone-acme') }, /partner key/],
    ['a workspace in which no contact is found', { hasPartnerKey: true, findContacts: async () => [] }, /no contact of acme could be read/],
  ])('P45: is refused before anything is written: %s', async (_title, sourceCheck, message) => {
    const store = openMemoryStore();
    await expect(importFromFrigg(createImport(store, { sourceCheck }))).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(message) as string,
    });
    expect(await createIntegrationRepository(store.documents).find({})).toEqual([]);
    expect(await store.mappingRepository.count(SCOPE)).toBe(0);
    const { sources } = await importFromFrigg(createImport(store, { sourceCheck, target: undefined }));
    expect(sources['acme']?.advice).toMatch(message);
  });

  it('is looked up with the key of the integration, in some contacts only', async () => {
    const seen: unknown[] = [];
    const findContacts = async ({ apiKey, externalIds }: { apiKey: string; externalIds: readonly string[] }) => {
      seen.push([apiKey, externalIds.length]);
      return contacts('openphone-acme');
    };
    const { sources } = await importFromFrigg(createImport(openMemoryStore(), { sourceCheck: { hasPartnerKey: true, findContacts } }));
    expect(sources).toEqual({ acme: { quoSource: 'openphone-acme', seen: ['openphone-acme'], contacts: 1, advice: undefined } });
    expect(seen).toEqual([['quo-key', 10]]);
  });
});

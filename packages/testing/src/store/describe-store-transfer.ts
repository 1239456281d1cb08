import type { DocumentKey, PersonKey, StoredDocument } from '@frigg-crm/core';
import { UNKNOWN_PERSON, type MappingState, type StoredPerson, type TransferableStore } from '@frigg-crm/core/adapter';
import { describe, expect, it } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { aDocument, minute, ODD_KEYS } from '../document-store/a-document.ts';
import { beginOne, confirm, find, intended, SCOPE, write, written } from '../mapping-repository/writing.ts';

/** How the contract suite reaches a store. */
export interface StoreTransferContract {
  /** Makes an empty store; called before each test. */
  readonly make: () => Promise<Pick<TransferableStore, 'mappingRepository' | 'documents' | 'transfer'>>;
}

/** Every field is another than that of a person of whom nothing is known. */
const FULL: MappingState = {
  quoContactId: 'quo-1',
  phoneNumbers: ['+15550102', '+15550101'],
  contentHash: null,
  sourceModifiedAt: minute(1),
  seenIn: 'process-1',
  failure: { processId: 'process-2', code: 'REFUSED' },
  knownSinceMs: TEST_START_MS + 1,
  claims: new Map([
    ['claim "1"', TEST_START_MS + 2],
    ['__proto__', TEST_START_MS + 3],
  ]),
  contested: true,
};

function aPerson(externalId: string, state: Partial<MappingState> = {}, scope: Partial<PersonKey> = {}): StoredPerson {
  return { ...SCOPE, ...scope, externalId, state: { ...UNKNOWN_PERSON, ...state } };
}

/** Reads until a page is not full. */
async function readAll<Entry extends Key, Key>(
  read: (page: { readonly after?: Key | undefined; readonly limit: number }) => Promise<readonly Entry[]>,
  limit: number,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const page = await read({ after: all.at(-1), limit });
    all.push(...page);
    if (page.length < limit) return all;
  }
}

const textOf = (...parts: readonly string[]): string => JSON.stringify(parts);
const personName = ({ integrationId, objectType, externalId }: PersonKey): string => textOf(integrationId, objectType, externalId);
const documentName = ({ collection, integrationId, id }: DocumentKey): string => textOf(collection, integrationId, id);

function byName<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): readonly Entry[] {
  return entries.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * The contract of `StoreTransfer`: every store that can be copied runs it, and passes whole.
 *
 * @example
 * ```ts
 * describeStoreTransfer('on SQLite', { make: async () => openSqliteStore({ file: ':memory:' }) });
 * ```
 */
export function describeStoreTransfer(name: string, { make }: StoreTransferContract): void {
  describe(`the transfer of a store ${name}`, () => {
    it('stores a person as given, and reads all of it again', async () => {
      const { transfer } = await make();
      const people = [aPerson('full', FULL), aPerson('unknown')];
      await transfer.writePeople(people);
      expect(byName(await transfer.readPeople({ limit: 10 }), personName)).toEqual(people);
    });

    it('replaces a person that is there', async () => {
      const { transfer, mappingRepository } = await make();
      await transfer.writePeople([aPerson('a', FULL)]);
      await transfer.writePeople([aPerson('a', { quoContactId: 'quo-2' })]);
      expect(await transfer.readPeople({ limit: 10 })).toEqual([aPerson('a', { quoContactId: 'quo-2' })]);
      expect(await mappingRepository.findByPhones({ ...SCOPE, phoneNumbers: FULL.phoneNumbers })).toEqual([]);
    });

    it('reads people of all integrations and object types page by page, each once, whatever their ids', async () => {
      const { transfer } = await make();
      const scopes = [{}, { integrationId: 'a"b' }, { integrationId: 'a' }, { objectType: 'é' }, { objectType: '😀' }];
      const people = scopes.flatMap((scope) => ODD_KEYS.map((id) => aPerson(id, {}, scope)));
      await transfer.writePeople(people);
      const read = await readAll<StoredPerson, PersonKey>(async (page) => transfer.readPeople(page), 7);
      expect(byName(read, personName)).toEqual(byName(people, personName));
    });

    it('carries open attempts, so that a later confirmation is understood', async () => {
      const source = await make();
      await write(source.mappingRepository, [written('known')]);
      await beginOne(source.mappingRepository, 'open', intended('open'));
      const people = await source.transfer.readPeople({ limit: 10 });
      // The same one where a suite has but one database, emptied again.
      const { transfer, mappingRepository } = await make();
      await transfer.writePeople(people);
      expect(await beginOne(mappingRepository, 'next', intended('known'))).toBe('unchanged');
      await confirm(mappingRepository, 'open', written('open'));
      expect(await find(mappingRepository, 'open')).toMatchObject({ contentHash: 'hash-1', quoContactId: 'quo-open' });
    });

    it('lets people be found by their numbers, and counted', async () => {
      const { transfer, mappingRepository } = await make();
      await transfer.writePeople([aPerson('a', FULL), aPerson('b')]);
      const [found] = await mappingRepository.findByPhones({ ...SCOPE, phoneNumbers: ['+15550101'] });
      expect(found).toMatchObject({ externalId: 'a', phoneNumbers: FULL.phoneNumbers });
      expect(await mappingRepository.count(SCOPE)).toBe(1);
    });

    it('reads documents of all collections page by page, each once and whole', async () => {
      const { transfer, documents } = await make();
      const times = { dueAt: minute(1), expiresAt: minute(2), version: 7, tags: ['one'] };
      const given: readonly StoredDocument[] = [
        ...ODD_KEYS.map((id) => aDocument(id, times)),
        ...ODD_KEYS.map((id) => aDocument(id, { collection: 'n', integrationId: 'a"b', value: { 'a.b': [1, { $set: null }] } })),
        ...ODD_KEYS.map((id) => aDocument('same', { collection: id })),
      ];
      await documents.insert(given);
      const read = await readAll<StoredDocument, DocumentKey>(async (page) => transfer.readDocuments(page), 7);
      expect(byName(read, documentName)).toEqual(byName(given, documentName));
    });

    it('has nothing to read where nothing is stored', async () => {
      const { transfer } = await make();
      await transfer.writePeople([]);
      expect([await transfer.readPeople({ limit: 1 }), await transfer.readDocuments({ limit: 1 })]).toEqual([[], []]);
    });
  });
}

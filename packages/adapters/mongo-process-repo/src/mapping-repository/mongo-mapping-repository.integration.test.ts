import type { MappingRepository } from '@frigg-crm/core';
import { UNKNOWN_PERSON, type MappingState } from '@frigg-crm/core/adapter';
import { describeMappingRepository } from '@frigg-crm/testing';
import { MongoClient, type Collection, type Filter } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openShared, type SharedCollection } from '../test-support/open-stores.ts';
import { changePeople } from './change-people.ts';
import { documentToMapping, type MappingDocument } from './mapping-document.ts';
import { createMongoMappingRepository } from './mongo-mapping-repository.ts';

const SCOPE = { integrationId: 'i', objectType: 'person' };
const collectionName = 'test_mappings';

let shared: SharedCollection<MappingRepository>;
beforeAll(() => {
  shared = openShared(collectionName, createMongoMappingRepository);
});
afterAll(async () => {
  await shared.close();
});
describeMappingRepository('on MongoDB', { make: async (clock) => shared.make(clock), open: (clock) => shared.open(clock) });

/** @returns the people, with a change between the first reading and whatever follows it. */
function interrupted(people: Collection<MappingDocument>, happen: () => Promise<unknown>): Collection<MappingDocument> {
  let isFirst = true;
  const find = (filter: Filter<MappingDocument>): unknown => {
    if (!isFirst) return people.find(filter);
    isFirst = false;
    const toArray = async (): Promise<unknown> => {
      const found = await people.find(filter).toArray();
      await happen();
      return found;
    };
    return { toArray };
  };
  return Object.create(people, { find: { value: find } }) as Collection<MappingDocument>;
}

describe('a change of people on MongoDB', () => {
  const [p, q] = [
    { ...SCOPE, externalId: 'p' },
    { ...SCOPE, externalId: 'q' },
  ] as const;
  const known = { ...UNKNOWN_PERSON, quoContactId: 'old', contentHash: 'h' };
  let client: MongoClient;
  let people: Collection<MappingDocument>;

  beforeEach(async () => {
    client = new MongoClient(inject('mongoUrl'));
    people = client.db().collection<MappingDocument>(collectionName);
    await people.deleteMany({});
    await changePeople(people, [p, q], {}, () => known);
  });
  afterEach(async () => {
    await people.deleteMany({});
    await client.close();
  });

  const see = (state: MappingState): MappingState => ({ ...state, seenIn: 'sync' });
  const stored = async () => (await people.find({ externalId: 'p' }).toArray()).map(documentToMapping);

  it('does not restore the state of a person that is removed between being read and being stored', async () => {
    await changePeople(
      interrupted(people, async () => people.deleteMany({})),
      [p],
      {},
      see,
    );
    expect(await stored()).toMatchObject([{ quoContactId: null, contentHash: null, seenIn: 'sync' }]);
  });

  it('does not confuse a person that was removed and came back in between with the one that was read', async () => {
    const replaceAll = async (): Promise<void> => {
      await people.deleteMany({});
      await changePeople(people, [p], {}, (state) => ({ ...state, quoContactId: 'new' }));
    };
    await changePeople(interrupted(people, replaceAll), [p], {}, see);
    expect(await stored()).toMatchObject([{ quoContactId: 'new', contentHash: null, seenIn: 'sync' }]);
  });

  it('is computed again for the people another program changed in between, and only for them', async () => {
    const worked: string[] = [];
    const change = async (): Promise<void> => changePeople(people, [p], {}, (state) => ({ ...state, contentHash: null }));
    await changePeople(interrupted(people, change), [p, q], {}, (state, { externalId }) => {
      worked.push(externalId);
      return see(state);
    });
    expect(worked).toEqual(['p', 'q', 'p']);
    expect(await stored()).toMatchObject([{ quoContactId: 'old', contentHash: null, seenIn: 'sync' }]);
  });

  it('is computed once for a person that two programs store for the first time', async () => {
    await people.deleteMany({});
    await changePeople(
      interrupted(people, async () => changePeople(people, [p], {}, () => known)),
      [p],
      {},
      see,
    );
    expect(await stored()).toMatchObject([{ quoContactId: 'old', contentHash: 'h', seenIn: 'sync' }]);
  });

  it('stops at a document that is no person, says which fields are wrong, and nothing of its contents', async () => {
    await people.updateOne({ externalId: 'p' }, { $set: { claims: 'none', changes: '1' } } as never);
    const mappings = createMongoMappingRepository({ db: client.db(), collectionName });
    const error = await mappings.findMany({ ...SCOPE, externalIds: ['p'] }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'STORAGE_FAILED',
      message: 'A stored mapping cannot be read: check claims, changes of the document',
    });
  });
});

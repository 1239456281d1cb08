import type { ProcessQuery } from '@frigg-crm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCollection, type TestCollection } from '../__fixtures__/open-test-collection.ts';
import { ensureIndexes } from './ensure-indexes.ts';
import { createMongoProcessRepository } from '../process-repository/mongo-process-repository.ts';

interface FindCommand {
  readonly filter: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly sort: ReadonlyMap<string, number>;
}

let store: TestCollection;

beforeAll(async () => {
  store = openTestCollection('indexes');
  await store.empty();
});

afterAll(async () => {
  await store.close();
});

/** @returns the command that the query leads to. */
async function commandOf(query: ProcessQuery): Promise<FindCommand> {
  const seen = new Promise<FindCommand>((resolve) => {
    store.client.once('commandStarted', ({ command }) => resolve(command as FindCommand));
  });
  await createMongoProcessRepository(store).find(query);
  return seen;
}

/** @returns the indexes, as lists of their fields. */
async function indexes(): Promise<readonly (readonly string[])[]> {
  const found = await store.db.collection(store.collectionName).indexes();
  return found.map(({ key }) => Object.entries(key as Record<string, number>).map(([field, direction]) => `${field}:${direction}`));
}

const moment = '2026-01-05T10:00:00.000Z';

describe('the indexes', () => {
  it.each<ProcessQuery>([
    {},
    { integrationId: 'i' },
    { type: 't' },
    { name: 'n' },
    { state: 's' },
    { parentProcessId: 'p' },
    { active: true },
  ])('have one that answers %j in the order that is asked for', async (query) => {
    const { filter, sort } = await commandOf(query);
    const equal = Object.keys(filter).map((field) => `${field}:1`);
    expect(Object.values(filter).every((condition) => '$eq' in condition)).toBe(true);
    expect(await indexes()).toContainEqual([...equal, ...[...sort].map(([field, direction]) => `${field}:${direction}`)]);
  });

  it.each<ProcessQuery>([{ updatedBefore: moment }, { endedBefore: moment }])(
    'have one that begins with what %j compares',
    async (query) => {
      const { filter } = await commandOf(query);
      const [field] = Object.keys(filter);
      expect((await indexes()).map(([first]) => first)).toContain(`${field}:1`);
    },
  );

  it('are made once, and made again without harm by any number of programs at the same time', async () => {
    const before = await indexes();
    await Promise.all(Array.from({ length: 8 }, async () => store.empty()));
    expect(await indexes()).toEqual(before);
    expect(before).toHaveLength(10);
  });

  it('lead to people by id, phone number and failure in the order that is asked for, and let the server clear away old leases', async () => {
    const collections = { processes: store.collectionName, mappings: 'indexes_mappings', leases: 'indexes_leases' };
    await ensureIndexes(store.db, { collections });
    const keysOf = async (name: string) => (await store.db.collection(name).indexes()).map(({ key }) => Object.keys(key).join());
    expect(await keysOf(collections.mappings)).toEqual([
      '_id',
      'integrationId,objectType,externalId',
      'integrationId,phoneNumbers,objectType,externalId',
      'integrationId,objectType,failure.processId,externalId',
    ]);
    expect(await store.db.collection(collections.leases).indexes()).toContainEqual(
      expect.objectContaining({ key: { endsAt: 1 }, expireAfterSeconds: 86_400 }),
    );
  });
});

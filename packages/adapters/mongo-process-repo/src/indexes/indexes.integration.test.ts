import type { DocumentQuery, ProcessQuery, Store } from '@frigg-crm/core';
import type { CommandStartedEvent, Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PARTS, callsOf } from '../test-support/every-call.ts';
import { openTestCollection, type TestCollection } from '../test-support/open-test-collection.ts';
import { openMongoStore } from '../connection/open-mongo-store.ts';
import { createMongoDocumentStore } from '../document-store/mongo-document-store.ts';
import { ensureIndexes } from './ensure-indexes.ts';
import { DOCUMENT_INDEXES } from './other-indexes.ts';
import { createMongoLeases } from '../leases/mongo-leases.ts';
import { createMongoMappingRepository } from '../mapping-repository/mongo-mapping-repository.ts';
import { createMongoRateLimits } from '../rate-limits/mongo-rate-limits.ts';
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

/** @returns the first command that the work leads to. */
async function commandOf(work: () => Promise<unknown>): Promise<FindCommand> {
  const seen = new Promise<FindCommand>((resolve) => {
    store.client.once('commandStarted', ({ command }) => resolve(command as FindCommand));
  });
  await work();
  return seen;
}

const findProcesses = (query: ProcessQuery) => async () => createMongoProcessRepository(store).find(query);

/** @returns the indexes, as lists of their fields. */
async function indexes(name = store.collectionName): Promise<readonly (readonly string[])[]> {
  const found = await store.db.collection(name).indexes();
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
  ])('have one that serves %j in the order of the query', async (query) => {
    const { filter, sort } = await commandOf(findProcesses(query));
    const equal = Object.keys(filter).map((field) => `${field}:1`);
    expect(Object.values(filter).every((condition) => '$eq' in condition)).toBe(true);
    expect(await indexes()).toContainEqual([...equal, ...[...sort].map(([field, direction]) => `${field}:${direction}`)]);
  });

  it.each<ProcessQuery>([{ updatedBefore: moment }, { endedBefore: moment }])(
    'have one that begins with what %j compares',
    async (query) => {
      const { filter } = await commandOf(findProcesses(query));
      const [field] = Object.keys(filter);
      expect((await indexes()).map(([first]) => first)).toContain(`${field}:1`);
    },
  );

  it('are made once, and made again without harm by any number of programs at the same time', async () => {
    const before = await indexes();
    await Promise.all(Array.from({ length: 8 }, async () => store.empty()));
    expect(await indexes()).toEqual(before);
    expect(before).toHaveLength(11);
    // F7: the longest due, in the order of the query.
    expect(before).toContainEqual(['dueAt:1', '_id:1']);
  });

  it('lead to people by id, phone number and failure in the order of the query, to documents, and let the server remove old leases', async () => {
    const collections = {
      processes: store.collectionName,
      mappings: 'indexes_mappings',
      leases: 'indexes_leases',
      documents: 'indexes_documents',
    };
    await ensureIndexes(store.db, { collections });
    const keysOf = async (name: string) => (await store.db.collection(name).indexes()).map(({ key }) => Object.keys(key).join());
    expect(await keysOf(collections.documents)).toEqual(['_id', ...DOCUMENT_INDEXES.map(({ key }) => Object.keys(key).join())]);
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

  it.each<{ readonly query: Partial<DocumentQuery>; readonly index: string }>([
    { query: {}, index: 'frigg_by_key' },
    { query: { integrationId: 'i' }, index: 'frigg_by_key' },
    { query: { integrationId: 'i', after: { integrationId: 'i', id: 'd' } }, index: 'frigg_by_key' },
    { query: { after: { integrationId: 'i', id: 'd' } }, index: 'frigg_by_key' },
    { query: { tag: 't' }, index: 'frigg_by_tag' },
    { query: { integrationId: 'i', tag: 't', after: { integrationId: 'i', id: 'd' } }, index: 'frigg_by_tag' },
    { query: { dueBefore: moment }, index: 'frigg_by_due' },
  ])('serve $query from one range of $index, in the order of the query', async ({ query, index }) => {
    const documents = createMongoDocumentStore({ ...store, collectionName: 'frigg_documents' });
    const { filter, sort } = await commandOf(async () => documents.query({ collection: 'c', limit: 10, ...query }));
    const fields = DOCUMENT_INDEXES.filter(({ name }) => name === index).flatMap(({ key }) => Object.keys(key));
    const isEqual = (field: string): boolean => field in filter && '$eq' in (filter[field] ?? {});
    const equal = Object.keys(filter).filter(isEqual);
    const others = Object.keys(filter).filter((field) => !isEqual(field));
    // Equal ones first, then what is compared, and what is left of the order: so it is neither read in vain nor sorted.
    expect(fields.slice(0, equal.length).toSorted()).toEqual(equal.toSorted());
    expect(others).toEqual(fields.slice(equal.length, equal.length + others.length));
    expect(fields.slice(equal.length)).toEqual([...sort.keys()].filter((field) => !equal.includes(field)));
  });
});

describe('the commands of the store', () => {
  const COLLECTIONS = {
    processes: 'scan_processes',
    mappings: 'scan_mappings',
    leases: 'scan_leases',
    rateLimits: 'scan_rate_limits',
    documents: 'scan_documents',
  };

  /** @returns which filters a command has, and what it sorts by. */
  function queriesOf(command: Document): readonly { readonly filter: Document; readonly sort: ReadonlyMap<string, unknown> }[] {
    const statements = [command['updates'], command['deletes']].flatMap((list) => (list ?? []) as readonly Document[]);
    const filters = [command['filter'], command['query'], ...statements.map(({ q }) => q as unknown)];
    const sort = command['sort'] instanceof Map ? (command['sort'] as ReadonlyMap<string, unknown>) : new Map<string, unknown>();
    return filters.filter((filter) => filter !== undefined).map((filter) => ({ filter: filter as Document, sort }));
  }

  /** An index serves when it begins with what must be equal, or with the only range, and continues in the order of the query. */
  function isServedBy(fields: readonly string[], filter: Document, sort: ReadonlyMap<string, unknown>): boolean {
    const isEqual = (field: string): boolean => ['$eq', '$in'].some((operator) => operator in ((filter[field] ?? {}) as Document));
    const firstOther = fields.findIndex((field) => !isEqual(field));
    const equal = firstOther === -1 ? fields : fields.slice(0, firstOther);
    const rest = fields.slice(equal.length);
    const order = [...sort.keys()].filter((field) => !equal.includes(field));
    const isOrdered = order.every((field, index) => rest[index] === field);
    // The id leaves one document each; of the processes of an integration few are stored.
    const others = Object.keys(filter).filter((field) => isEqual(field) && field !== 'endedAt' && !equal.includes(field));
    const isNarrow = equal.includes('_id') || (equal.length > 0 && others.length === 0);
    return isOrdered && (isNarrow || (rest[0] !== undefined && rest[0] in filter));
  }

  it.each(PARTS)('scan no collection: every call of %s has an index that begins with its conditions', async (part) => {
    const opened = await openMongoStore({ url: inject('mongoUrl'), collections: COLLECTIONS });
    await opened.close();
    const { db } = store;
    const parts: Store = {
      processRepository: createMongoProcessRepository({ db, collectionName: COLLECTIONS.processes }),
      mappingRepository: createMongoMappingRepository({ db, collectionName: COLLECTIONS.mappings }),
      leases: createMongoLeases({ db, collectionName: COLLECTIONS.leases }),
      rateLimits: createMongoRateLimits({ db, collectionName: COLLECTIONS.rateLimits }),
      documents: createMongoDocumentStore({ db, collectionName: COLLECTIONS.documents }),
      close: async () => {},
    };
    const seen: (readonly [string, Document])[] = [];
    const note = ({ commandName, command }: CommandStartedEvent): void => void seen.push([String(command[commandName]), command]);
    store.client.on('commandStarted', note);
    // A refusal of the store's own, such as a conflict, comes after the command.
    for (const [, call] of callsOf(parts, part)) await call().catch(() => {});
    store.client.off('commandStarted', note);
    const queries = seen.flatMap(([collection, command]) => queriesOf(command).map((query) => ({ collection, ...query })));
    expect(queries.length).toBeGreaterThan(0);
    for (const { collection, filter, sort } of queries) {
      const indexed = (await db.collection(collection).indexes()).map(({ key }) => Object.keys(key as Document));
      expect({ collection, filter, isServed: indexed.some((fields) => isServedBy(fields, filter, sort)) }).toMatchObject({
        isServed: true,
      });
    }
  });
});

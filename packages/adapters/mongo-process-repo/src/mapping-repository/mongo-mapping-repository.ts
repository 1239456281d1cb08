import { ConfigurationError, type MappingRepository, type MappingScope, type PersonKey } from '@frigg-crm/core';
import {
  assertLimit,
  beginWrite,
  checkConfirmedWrites,
  checkFailedWrites,
  checkIntendedWrites,
  comparePeople,
  confirmWrite,
  failWrite,
  isStorableText,
  readMoment,
  type WriteDecision,
} from '@frigg-crm/core/adapter';
import type { Collection, Db, Filter } from 'mongodb';
import { DEFAULT_RESPONSE_TIMEOUT_MS, execute, queryLimit, type ExecuteOptions } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { inPortions } from '../requests/in-portions.ts';
import { DEFAULT_COLLECTIONS, type MongoStorePartOptions } from '../store-options.ts';
import { describeValue, toNumber } from '../server-number.ts';
import { readStoreTime } from '../store-time.ts';
import { changePeople } from './change-people.ts';
import { documentToMapping, idOf, type MappingDocument } from './mapping-document.ts';

type Writing = 'beginWrites' | 'confirmWrites' | 'recordFailures' | 'remove' | 'removeAll';

/** The collection, and whose clock counts. */
interface MappingStore {
  readonly db: Db;
  readonly collection: Collection<MappingDocument>;
  readonly clock: MongoStorePartOptions['clock'];
  readonly responseTimeoutMs: number;
}

/**
 * Keeps mappings in MongoDB, one document for each person. A change is stored unless another program changed the person in
 * between, and computed again otherwise, so any number of programs may share the collection.
 *
 * @example
 * ```ts
 * const db = new MongoClient('mongodb://localhost:27017/app').db();
 * await ensureIndexes(db);
 * const mappingRepository = createMongoMappingRepository({ db });
 * ```
 */
export function createMongoMappingRepository({
  db,
  collectionName = DEFAULT_COLLECTIONS.mappings,
  clock,
  responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS,
}: MongoStorePartOptions): MappingRepository {
  const collection = durableCollection<MappingDocument>(db, collectionName);
  const store = { db, collection, clock, responseTimeoutMs };
  return { ...writes(store), ...reads(store) };
}

function writes({ db, collection, clock, responseTimeoutMs }: MappingStore): Pick<MappingRepository, Writing> {
  return {
    async beginWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const intended = checkIntendedWrites(request);
      const decisions = new Map<string, WriteDecision>();
      if (intended.size === 0) return decisions;
      const { claimId, claimTtlMs, seenIn, force = false } = request;
      const attempt = { claimId, claimTtlMs, seenIn, force, now: await readStoreTime(db, clock, { signal, responseTimeoutMs }) };
      await changePeople(collection, keysOf(request, [...intended.keys()]), { signal, responseTimeoutMs }, (before, { externalId }) => {
        const person = intended.get(externalId);
        if (person === undefined) return before;
        const { decision, state } = beginWrite(before, person, attempt);
        decisions.set(externalId, decision);
        return state;
      });
      return decisions;
    },
    async confirmWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const last = checkConfirmedWrites(request);
      if (last.size === 0) return;
      const attempt = { claimId: request.claimId, now: await readStoreTime(db, clock, { signal, responseTimeoutMs }) };
      await changePeople(collection, keysOf(request, [...last.keys()]), { signal, responseTimeoutMs }, (before, { externalId }) => {
        const person = last.get(externalId);
        return person === undefined ? before : confirmWrite(before, person, attempt);
      });
    },
    async recordFailures({ signal, ...request }) {
      signal?.throwIfAborted();
      const last = checkFailedWrites(request);
      await changePeople(collection, keysOf(request, [...last.keys()]), { signal, responseTimeoutMs }, (before, { externalId }) => {
        const failure = last.get(externalId);
        return failure === undefined ? before : failWrite(before, failure);
      });
    },
    async remove({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      for (const portion of idPortions(scope, externalIds))
        await execute({ signal, responseTimeoutMs }, async () => collection.deleteMany({ _id: { $in: portion } }));
    },
    async removeAll({ integrationId, signal }) {
      signal?.throwIfAborted();
      if (isStorableText(integrationId))
        await execute({ signal, responseTimeoutMs }, async () => collection.deleteMany({ integrationId: { $eq: integrationId } }));
    },
  };
}

function reads({ db, collection, responseTimeoutMs }: MappingStore): Omit<MappingRepository, Writing> {
  return {
    async findMany({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      const found: MappingDocument[] = [];
      for (const portion of idPortions(scope, externalIds))
        found.push(
          ...(await execute({ signal, responseTimeoutMs }, async () =>
            collection.find({ _id: { $in: portion } }, queryLimit({ responseTimeoutMs })).toArray(),
          )),
        );
      return found.map(documentToMapping);
    },
    async findByPhones({ integrationId, phoneNumbers, signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(integrationId)) return [];
      const found = new Map<string, MappingDocument>();
      for (const portion of inPortions([...new Set(phoneNumbers)].filter(isStorableText))) {
        const filter = { integrationId: { $eq: integrationId }, phoneNumbers: { $in: portion } };
        for (const person of await execute({ signal, responseTimeoutMs }, async () =>
          collection.find(filter, queryLimit({ responseTimeoutMs })).toArray(),
        ))
          found.set(person._id, person);
      }
      // Sorted here: a server gives up on sorting more than 100 MB, and does not know what other portions hold.
      return [...found.values()].map(documentToMapping).sort(comparePeople);
    },
    async findFailed({ processId, after, limit, signal, ...scope }) {
      return findIds(collection, scope, {
        after,
        limit,
        signal,
        responseTimeoutMs,
        texts: [processId],
        filter: { 'failure.processId': { $eq: processId } },
      });
    },
    async findUnseen({ seenIn, knownBefore, after, limit, signal, ...scope }) {
      const filter = { knownSince: { $lt: new Date(readMoment(knownBefore)) }, seenIn: { $ne: seenIn } };
      return findIds(collection, scope, { after, limit, signal, responseTimeoutMs, texts: [seenIn], filter });
    },
    async count({ signal, integrationId, objectType }) {
      signal?.throwIfAborted();
      if (![integrationId, objectType].every(isStorableText)) return 0;
      const query = { integrationId: { $eq: integrationId }, objectType: { $eq: objectType }, quoContactId: { $ne: null } };
      const { n } = await execute({ signal, responseTimeoutMs }, async () =>
        db.command({ count: collection.collectionName, query, ...queryLimit({ responseTimeoutMs }) }, { promoteValues: true }),
      );
      const counted = toNumber(n);
      if (counted === undefined)
        throw new ConfigurationError(`The MongoDB server does not count: n of count is ${describeValue(n)}, and must be a number`);
      return counted;
    },
  };
}

interface Page extends ExecuteOptions {
  readonly after: string | undefined;
  readonly limit: number;
  readonly filter: Filter<MappingDocument>;
  /** Further texts of the query: one that cannot be stored matches nothing. */
  readonly texts: readonly string[];
}

/** @returns ids in the order of their bytes, which is how a server without collation compares. */
async function findIds(
  collection: Collection<MappingDocument>,
  { integrationId, objectType }: MappingScope,
  { after, limit, filter, texts, signal, responseTimeoutMs }: Page,
): Promise<readonly string[]> {
  signal?.throwIfAborted();
  assertLimit(limit);
  // To MongoDB the limit 0 means: no limit.
  if (limit === 0 || ![integrationId, objectType, after ?? '', ...texts].every(isStorableText)) return [];
  const all: Filter<MappingDocument> = {
    integrationId: { $eq: integrationId },
    objectType: { $eq: objectType },
    ...(after === undefined ? {} : { externalId: { $gt: after } }),
    ...filter,
  };
  const found = await execute({ signal, responseTimeoutMs }, async () =>
    collection
      .find(all, queryLimit({ responseTimeoutMs }))
      .project<Pick<PersonKey, 'externalId'>>({ externalId: 1 })
      .sort({ externalId: 1 })
      .limit(limit)
      .toArray(),
  );
  return found.map(({ externalId }) => externalId);
}

function keysOf({ integrationId, objectType }: MappingScope, externalIds: readonly string[]): readonly PersonKey[] {
  return externalIds.map((externalId) => ({ integrationId, objectType, externalId }));
}

function idPortions(scope: MappingScope, externalIds: readonly string[]): readonly (readonly string[])[] {
  const known = [...new Set(externalIds)].filter(isStorableText);
  return [scope.integrationId, scope.objectType].every(isStorableText) ? inPortions(keysOf(scope, known).map(idOf)) : [];
}

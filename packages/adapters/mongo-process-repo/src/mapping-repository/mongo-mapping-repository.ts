import {
  StorageError,
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
  type CallOptions,
  type MappingRepository,
  type MappingScope,
  type PersonKey,
  type WriteDecision,
} from '@frigg-crm/core';
import type { Collection, Db, Filter } from 'mongodb';
import { calling } from '../calling.ts';
import { durableCollection } from '../durable-collection.ts';
import { inPortions } from '../requests/in-portions.ts';
import { DEFAULT_COLLECTIONS, type MongoStorePartOptions } from '../store-options.ts';
import { readStoreTime } from '../store-time.ts';
import { changePeople } from './change-people.ts';
import { documentToMapping, idOf, type MappingDocument } from './mapping-document.ts';

type Writing = 'beginWrites' | 'confirmWrites' | 'recordFailures' | 'remove' | 'removeAll';

/** The collection, and whose clock counts. */
interface Store {
  readonly db: Db;
  readonly collection: Collection<MappingDocument>;
  readonly clock: MongoStorePartOptions['clock'];
}

/**
 * Keeps mappings in MongoDB, one document for each person. A change is stored if nobody else changed the person in
 * between, and worked out again otherwise, so any number of programs may share the collection.
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
}: MongoStorePartOptions): MappingRepository {
  const collection = durableCollection<MappingDocument>(db, collectionName);
  return { ...writing({ db, collection, clock }), ...asking({ db, collection, clock }) };
}

function writing({ db, collection, clock }: Store): Pick<MappingRepository, Writing> {
  return {
    async beginWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const intended = checkIntendedWrites(request);
      const decisions = new Map<string, WriteDecision>();
      if (intended.size === 0) return decisions;
      const { claimId, claimTtlMs, seenIn, force = false } = request;
      const attempt = { claimId, claimTtlMs, seenIn, force, now: await readStoreTime(db, clock, { signal }) };
      await changePeople(collection, keysOf(request, [...intended.keys()]), { signal }, (before, { externalId }) => {
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
      const attempt = { claimId: request.claimId, now: await readStoreTime(db, clock, { signal }) };
      await changePeople(collection, keysOf(request, [...last.keys()]), { signal }, (before, { externalId }) => {
        const person = last.get(externalId);
        return person === undefined ? before : confirmWrite(before, person, attempt);
      });
    },
    async recordFailures({ signal, ...request }) {
      signal?.throwIfAborted();
      const last = checkFailedWrites(request);
      await changePeople(collection, keysOf(request, [...last.keys()]), { signal }, (before, { externalId }) => {
        const failure = last.get(externalId);
        return failure === undefined ? before : failWrite(before, failure);
      });
    },
    async remove({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      for (const portion of idPortions(scope, externalIds))
        await calling({ signal }, async () => collection.deleteMany({ _id: { $in: portion } }));
    },
    async removeAll({ integrationId, signal }) {
      signal?.throwIfAborted();
      if (isStorableText(integrationId))
        await calling({ signal }, async () => collection.deleteMany({ integrationId: { $eq: integrationId } }));
    },
  };
}

function asking({ db, collection }: Store): Omit<MappingRepository, Writing> {
  return {
    async findMany({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      const found: MappingDocument[] = [];
      for (const portion of idPortions(scope, externalIds))
        found.push(...(await calling({ signal }, async () => collection.find({ _id: { $in: portion } }).toArray())));
      return found.map(documentToMapping);
    },
    async findByPhones({ integrationId, phoneNumbers, signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(integrationId)) return [];
      const found = new Map<string, MappingDocument>();
      for (const portion of inPortions([...new Set(phoneNumbers)].filter(isStorableText))) {
        const filter = { integrationId: { $eq: integrationId }, phoneNumbers: { $in: portion } };
        for (const person of await calling({ signal }, async () => collection.find(filter).toArray())) found.set(person._id, person);
      }
      // Sorted here: a server gives up on sorting more than 100 MB, and does not know what other portions hold.
      return [...found.values()].map(documentToMapping).sort(comparePeople);
    },
    async findFailed({ processId, after, limit, signal, ...scope }) {
      return findIds(collection, scope, { after, limit, signal, texts: [processId], filter: { 'failure.processId': { $eq: processId } } });
    },
    async findUnseen({ seenIn, knownBefore, after, limit, signal, ...scope }) {
      const filter = { knownSince: { $lt: new Date(readMoment(knownBefore)) }, seenIn: { $ne: seenIn } };
      return findIds(collection, scope, { after, limit, signal, texts: [seenIn], filter });
    },
    async count({ signal, integrationId, objectType }) {
      signal?.throwIfAborted();
      if (![integrationId, objectType].every(isStorableText)) return 0;
      const query = { integrationId: { $eq: integrationId }, objectType: { $eq: objectType }, quoContactId: { $ne: null } };
      const { n } = await calling({ signal }, async () => db.command({ count: collection.collectionName, query }, { promoteValues: true }));
      if (typeof n !== 'number') throw new StorageError('MongoDB did not answer as it should (count); nothing was changed');
      return n;
    },
  };
}

interface Page extends CallOptions {
  readonly after: string | undefined;
  readonly limit: number;
  readonly filter: Filter<MappingDocument>;
  /** What else is asked for: nobody is found by a text that no store can hold. */
  readonly texts: readonly string[];
}

/** @returns ids in the order of their bytes, which is how a server without collation compares. */
async function findIds(
  collection: Collection<MappingDocument>,
  { integrationId, objectType }: MappingScope,
  { after, limit, filter, texts, signal }: Page,
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
  const found = await calling({ signal }, async () =>
    collection.find(all).project<Pick<PersonKey, 'externalId'>>({ externalId: 1 }).sort({ externalId: 1 }).limit(limit).toArray(),
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

import {
  ActiveProcessExistsError,
  ProcessConflictError,
  type CallOptions,
  type Process,
  type ProcessId,
  type ProcessQuery,
  type ProcessRepository,
  withSaveMany,
} from '@frigg-crm/core';
import { assertStorableProcess, isStorableText, withFindManyByIds } from '@frigg-crm/core/adapter';
import type { Collection } from 'mongodb';
import { DEFAULT_RESPONSE_TIMEOUT_MS, execute, queryLimit } from '../execute.ts';
import { durableCollection } from '../durable-collection.ts';
import { breaksRule, isDuplicateKey, translateError, withoutData } from '../errors/translate-error.ts';
import { assertRule } from '../indexes/assert-rule.ts';
import { ACTIVE_KEY_RULE } from '../indexes/process-indexes.ts';
import { DEFAULT_COLLECTIONS, type MongoStorePartOptions } from '../store-options.ts';
import { inPortions } from '../requests/in-portions.ts';
import { assertSize, documentToProcess, processToDocument, type ProcessDocument } from './process-document.ts';
import { filterOf, limitOf, QUERY_TEXTS } from './process-filter.ts';
import { createSaveMany, type SaveManyDependencies } from './save-many.ts';
import { sortOf } from './process-order.ts';

/** Settings of {@link createMongoProcessRepository}. */
export type MongoProcessRepositoryOptions = Omit<MongoStorePartOptions, 'clock'>;

/**
 * Keeps processes in MongoDB, one document each. A save replaces the document whose version is still the one that was
 * read, so any number of programs may share the collection. Every call touches single documents: no transactions, so a
 * standalone server will do, and so will any server that speaks MongoDB's protocol.
 *
 * @example
 * ```ts
 * const db = new MongoClient('mongodb://localhost:27017/app').db();
 * await ensureIndexes(db);
 * const processRepository = createMongoProcessRepository({ db });
 * ```
 */
export function createMongoProcessRepository({
  db,
  collectionName = DEFAULT_COLLECTIONS.processes,
  responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS,
}: MongoProcessRepositoryOptions): ProcessRepository {
  const collection = durableCollection<ProcessDocument>(db, collectionName);
  let hasRule = false;

  async function assertRuleFor(processes: readonly Process[]): Promise<void> {
    if (hasRule || processes.every(({ activeKey }) => activeKey === null)) return;
    await assertRule(collection);
    hasRule = true;
  }

  /** Writes a process; its errors name the unique rule that another process holds. */
  async function storing<Result>(
    { process, version }: { readonly process: Process; readonly version: number },
    options: CallOptions | undefined,
    write: (document: ProcessDocument) => Promise<Result>,
  ): Promise<Result> {
    assertStorableProcess(process);
    const document = processToDocument(process, version);
    assertSize(document);
    const call = async (): Promise<Result> => {
      await assertRuleFor([process]);
      return write(document);
    };
    return execute({ signal: options?.signal, responseTimeoutMs }, call, (error) => failure(error, process));
  }

  const repository: ProcessRepository = {
    ...reads(collection, responseTimeoutMs),
    async create(process, options) {
      await storing({ process, version: process.version }, options, async (document) => collection.insertOne(document));
    },
    async save(process, options) {
      const next = { ...process, version: process.version + 1 };
      const { matchedCount } = await storing({ process, version: next.version }, options, async ({ _id, ...fields }) =>
        collection.replaceOne({ _id: { $eq: _id }, version: { $eq: process.version } }, fields),
      );
      if (matchedCount === 0) throw new ProcessConflictError(process.id);
      return next;
    },
    async deleteById(id, options) {
      await execute({ signal: options?.signal, responseTimeoutMs }, async () =>
        isStorableText(id) ? collection.deleteOne({ _id: { $eq: id } }) : undefined,
      );
    },
  };
  const assertStorable: SaveManyDependencies['assertStorable'] = async (processes, options) =>
    execute(options, async () => assertRuleFor(processes));
  withFindManyByIds(repository);
  return withSaveMany(repository, createSaveMany({ collection, responseTimeoutMs, assertStorable }));
}

function reads(
  collection: Collection<ProcessDocument>,
  responseTimeoutMs: number,
): Pick<ProcessRepository, 'findById' | 'findByIds' | 'find'> {
  const limits = queryLimit({ responseTimeoutMs });
  return {
    async findById(id, options) {
      const found = await execute({ signal: options?.signal, responseTimeoutMs }, async () =>
        isStorableText(id) ? collection.findOne({ _id: { $eq: id } }, limits) : null,
      );
      return found === null ? undefined : documentToProcess(found);
    },
    async findByIds(ids, options) {
      options?.signal?.throwIfAborted();
      const byId = new Map<ProcessId, Process>();
      for (const portion of inPortions([...new Set(ids)].filter(isStorableText))) {
        const found = await execute({ signal: options?.signal, responseTimeoutMs }, async () =>
          collection.find({ _id: { $in: portion } }, limits).toArray(),
        );
        for (const process of found.map(documentToProcess)) byId.set(process.id, process);
      }
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async find(query, options) {
      const [filter, limit] = [filterOf(query), limitOf(query)];
      options?.signal?.throwIfAborted();
      // To MongoDB the limit 0 means: no limit.
      if (limit === 0 || !textsOf(query).every(isStorableText)) return [];
      const found = await execute({ signal: options?.signal, responseTimeoutMs }, async () =>
        collection.find(filter, limits).sort(sortOf(query)).limit(limit).toArray(),
      );
      return found.map(documentToProcess);
    },
  };
}

function textsOf(query: ProcessQuery): readonly string[] {
  return [...QUERY_TEXTS.flatMap((field) => query[field] ?? []), ...(query.states ?? []), query.after?.id ?? ''];
}

function failure(error: unknown, { id, activeKey }: Process): unknown {
  if (!isDuplicateKey(error)) return translateError(error);
  const options = { cause: withoutData(error) };
  return activeKey !== null && breaksRule(error, ACTIVE_KEY_RULE)
    ? new ActiveProcessExistsError(activeKey, options)
    : new ProcessConflictError(id, options);
}

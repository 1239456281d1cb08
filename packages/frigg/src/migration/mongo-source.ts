import { StorageError, type CallOptions, type JsonObject } from '@frigg-crm/core';
import { COMPLETED_SYNC, INTEGRATIONS_PER_PAGE, toEntity, toMoment, toObject } from './frigg-rows.ts';
import type { FriggIntegrationRow, FriggSource } from './frigg-source.ts';

type Document = Readonly<Record<string, unknown>>;

/** A database of the driver of MongoDB, as far as it is used: it is only asked to find. */
export interface FriggMongoDatabase {
  collection(name: string): {
    find(
      filter: Record<string, unknown>,
      options: {
        readonly sort?: Record<string, 1 | -1>;
        readonly limit?: number;
        readonly projection?: Record<string, 1>;
        readonly readPreference: 'primaryPreferred';
      },
    ): { toArray(): Promise<Document[]>; close(): Promise<unknown> } & AsyncIterable<Document>;
  };
}

type FindOptions = Omit<NonNullable<Parameters<ReturnType<FriggMongoDatabase['collection']>['find']>[1]>, 'readPreference'>;

type Find = (
  name: string,
  filter: Record<string, unknown>,
  options: FindOptions,
) => ReturnType<ReturnType<FriggMongoDatabase['collection']>['find']>;

/** Reads Frigg's collections on MongoDB or DocumentDB. */
export function createMongoFriggSource(database: FriggMongoDatabase): FriggSource {
  const find: Find = (name, filter, options) => database.collection(name).find(filter, { ...options, readPreference: 'primaryPreferred' });
  const readAll = async (
    name: string,
    filter: Record<string, unknown>,
    options: FindOptions & CallOptions = {},
  ): Promise<readonly Document[]> => {
    const { signal, ...found } = options;
    signal?.throwIfAborted();
    return guarded(async () => find(name, filter, found).toArray());
  };
  /** DocumentDB has texts where MongoDB has ids of its own; which of them shows in the first mapping that is found. */
  const spellings = new Map<string, unknown>();

  async function* integrations(options: CallOptions = {}): AsyncIterable<FriggIntegrationRow> {
    for (let after: unknown, isLast = false; !isLast;) {
      const filter = after === undefined ? {} : { _id: { $gt: after } };
      const page = await readAll('Integration', filter, { sort: { _id: 1 }, limit: INTEGRATIONS_PER_PAGE, ...options });
      for (const { _id } of page) spellings.set(String(_id), _id);
      const [accounts, syncs] = await Promise.all([readAccounts(page, options), readSyncs(find, page, options)]);
      for (const document of page) yield toIntegration(document, { accounts, syncs });
      after = page.at(-1)?.['_id'];
      isLast = page.length < INTEGRATIONS_PER_PAGE;
    }
  }

  async function readAccounts(page: readonly Document[], options: CallOptions): Promise<Accounts> {
    const entities = await readAll('Entity', { _id: { $in: unique(page.flatMap(({ entityIds }) => toList(entityIds))) } }, options);
    const credentials = await readAll('Credential', { _id: { $in: unique(entities.map(({ credentialId }) => credentialId)) } }, options);
    return { entities: byId(entities), credentials: byId(credentials) };
  }

  return {
    integrations,
    async *mappings(integrationId, { signal } = {}) {
      // Usually one spelling has all of them.
      for (const id of bothSpellings([spellings.get(integrationId) ?? integrationId])) {
        try {
          // Not in pages by `sourceId`: one that is a number or absent has no place among texts.
          for await (const { sourceId, mapping } of find('IntegrationMapping', { integrationId: id }, {})) {
            signal?.throwIfAborted();
            yield { sourceId: typeof sourceId === 'string' ? sourceId : '', mapping };
          }
        } catch (error) {
          throw toStorageError(error);
        }
      }
    },
  };
}

/** @returns by integration and type. */
async function readSyncs(find: Find, page: readonly Document[], { signal }: CallOptions): Promise<Syncs> {
  const newest = new Map<string, Map<string, string>>();
  const filter = { integrationId: { $in: bothSpellings(page.map(({ _id }) => _id)) }, ...COMPLETED_SYNC };
  const projection = { integrationId: 1, context: 1, results: 1 } as const;
  await guarded(async () => {
    for await (const { integrationId, context, results } of find('Process', filter, { projection })) {
      signal?.throwIfAborted();
      const { syncType, startTime, personObjectType } = toObject(context);
      const moment = toMoment(startTime);
      if (moment === undefined || syncType === 'WEBHOOK' || Number(toObject(toObject(results)['aggregateData'])['totalFailed'] ?? 0) !== 0)
        continue;
      const own = newest.get(String(integrationId)) ?? new Map<string, string>();
      const type = typeof personObjectType === 'string' ? personObjectType : '';
      if (moment > (own.get(type) ?? '')) own.set(type, moment);
      newest.set(String(integrationId), own);
    }
  });
  return newest;
}

interface Accounts {
  readonly entities: ReadonlyMap<string, Document>;
  readonly credentials: ReadonlyMap<string, Document>;
}
type Syncs = ReadonlyMap<string, ReadonlyMap<string, string>>;

function toIntegration(
  { _id, userId, status, config, entityIds }: Document,
  { accounts: { entities, credentials }, syncs }: { readonly accounts: Accounts; readonly syncs: Syncs },
): FriggIntegrationRow {
  const own = toList(entityIds).flatMap((id): readonly Document[] => {
    const entity = entities.get(String(id));
    return entity === undefined ? [] : [entity];
  });
  return {
    id: String(_id),
    userId: String((userId ?? '') as string),
    status: String(status),
    config: toObject(config),
    entities: own.map((entity: Document) => {
      const credential = credentials.get(String(entity['credentialId']));
      return toEntity(
        entity as JsonObject,
        credential === undefined ? undefined : ({ ...credential, id: String(credential['_id']) } as JsonObject),
      );
    }),
    syncedAt: Object.fromEntries(syncs.get(String(_id)) ?? []),
  };
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function unique(ids: readonly unknown[]): readonly unknown[] {
  return [...new Map(ids.filter((id) => id !== undefined && id !== null).map((id) => [idOf(id), id])).values()];
}

/** @returns ids as they are stored in MongoDB, and as texts, which DocumentDB has. */
function bothSpellings(ids: readonly unknown[]): readonly unknown[] {
  return [...ids, ...ids.filter((id) => typeof id !== 'string').map(String)];
}

function byId(documents: readonly Document[]): ReadonlyMap<string, Document> {
  return new Map(documents.map((document) => [String(document['_id']), document]));
}

async function guarded<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw toStorageError(error);
  }
}

function toStorageError(error: unknown): unknown {
  if (error instanceof Error && error.name === 'AbortError') return error;
  return new StorageError("Frigg's database cannot be read", { cause: error });
}

function idOf(id: unknown): string {
  return typeof id === 'object' && id !== null && 'toHexString' in id && typeof id.toHexString === 'function'
    ? String(id.toHexString())
    : JSON.stringify(id);
}

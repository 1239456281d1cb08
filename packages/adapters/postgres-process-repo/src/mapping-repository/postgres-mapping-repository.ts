import type { CallOptions, MappingRepository, MappingScope } from '@frigg-crm/core';
import {
  checkConfirmedWrites,
  checkFailedWrites,
  checkIntendedWrites,
  isStorableText,
  toBelievedMoment,
  type IntendedWrite,
  type WriteDecision,
} from '@frigg-crm/core/adapter';
import type { RawBuilder } from 'kysely';
import { executeStatement } from '../errors/execute-statement.ts';
import { DEFAULT_SCHEMA } from '../process-database.ts';
import { nowOf, type PostgresStoreOptions } from '../store-options.ts';
import { selectByPhones, selectCount, selectFailed, selectMany, selectUnseen, type Query } from './mapping-queries.ts';
import { rowToMapping } from './mapping-row.ts';
import { beginStatement, confirmStatement, failStatement, removeStatement, type BegunRow } from './mapping-statements.ts';

type Write = 'beginWrites' | 'confirmWrites' | 'recordFailures' | 'remove' | 'removeAll';

/**
 * Keeps mappings in PostgreSQL, one row for each person. Each call is one statement, so any number of programs may
 * share the table.
 *
 * @example
 * ```ts
 * const { db, close } = await createPgDatabase({ connectionString });
 * await migrate(db);
 * const mappingRepository = createPostgresMappingRepository({ db });
 * ```
 */
export function createPostgresMappingRepository(options: PostgresStoreOptions): MappingRepository {
  return { ...writes(options), ...reads(options) };
}

function writes({ db, schema = DEFAULT_SCHEMA, clock }: PostgresStoreOptions): Pick<MappingRepository, Write> {
  const context = ({ integrationId, objectType }: MappingScope) => ({ schema, scope: { integrationId, objectType }, now: nowOf(clock) });
  const run = async <Row>(options: CallOptions, statement: () => RawBuilder<Row>): Promise<readonly Row[]> =>
    executeStatement(options, async () => (await statement().execute(db, options)).rows);

  return {
    async beginWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const intended = checkIntendedWrites(request);
      if (intended.size === 0) return new Map();
      const { claimId, claimTtlMs, seenIn, force = false } = request;
      const attempt = { claimId, claimTtlMs, seenIn, force };
      const rows = await run({ signal }, () => beginStatement(context(request), [...intended.values()], attempt));
      return new Map(
        rows.flatMap((row): readonly (readonly [string, WriteDecision])[] => {
          const person = intended.get(row.external_id);
          return person === undefined ? [] : [[row.external_id, decisionOf(row, person)]];
        }),
      );
    },
    async confirmWrites({ signal, ...request }) {
      signal?.throwIfAborted();
      const last = [...checkConfirmedWrites(request).values()];
      if (last.length > 0) await run({ signal }, () => confirmStatement(context(request), last, request.claimId));
    },
    async recordFailures({ signal, ...request }) {
      signal?.throwIfAborted();
      const last = checkFailedWrites(request);
      if (last.size > 0) await run({ signal }, () => failStatement(context(request), last));
    },
    async remove({ externalIds, integrationId, objectType, signal }) {
      signal?.throwIfAborted();
      const known = externalIds.filter(isStorableText);
      if (known.length === 0 || ![integrationId, objectType].every(isStorableText)) return;
      await run({ signal }, () => removeStatement(schema, integrationId, { objectType, externalIds: known }));
    },
    async removeAll({ integrationId, signal }) {
      signal?.throwIfAborted();
      if (isStorableText(integrationId)) await run({ signal }, () => removeStatement(schema, integrationId));
    },
  };
}

function reads({ db: root, schema = DEFAULT_SCHEMA }: PostgresStoreOptions): Omit<MappingRepository, Write> {
  const db = root.withSchema(schema);
  return {
    async findMany({ externalIds, signal, ...scope }) {
      const known = externalIds.filter(isStorableText);
      const rows = await select({ signal }, textsOf(scope), selectMany(db, scope, known));
      return rows.map(rowToMapping);
    },
    async findByPhones({ integrationId, phoneNumbers, signal }) {
      const known = [...new Set(phoneNumbers)].filter(isStorableText);
      const rows = await select({ signal }, [integrationId], selectByPhones(db, integrationId, known));
      return rows.map(rowToMapping);
    },
    async findFailed({ signal, ...request }) {
      const { processId, after = '' } = request;
      const rows = await select({ signal }, [...textsOf(request), processId, after], selectFailed(db, request));
      return rows.map(({ external_id: id }) => id);
    },
    async findUnseen({ signal, ...query }) {
      const { seenIn, after = '' } = query;
      const rows = await select({ signal }, [...textsOf(query), seenIn, after], selectUnseen(db, query));
      return rows.map(({ external_id: id }) => id);
    },
    async count({ signal, ...scope }) {
      const [row] = await select({ signal }, textsOf(scope), selectCount(db, scope));
      return row?.count ?? 0;
    },
  };
}

/** A text that PostgreSQL cannot hold is in no row: no query is needed. */
async function select<Row>(options: CallOptions, texts: readonly string[], query: Pick<Query<Row>, 'execute'>): Promise<readonly Row[]> {
  options.signal?.throwIfAborted();
  if (!texts.every(isStorableText)) return [];
  return executeStatement(options, async () => query.execute(options));
}

function textsOf({ integrationId, objectType }: MappingScope): readonly string[] {
  return [integrationId, objectType];
}

/** @returns the decision that the row implies for the attempt that has just begun: its claim has made every other content unknown. */
function decisionOf(row: BegunRow, { contentHash, sourceModifiedAt }: IntendedWrite): WriteDecision {
  const { source_modified_ms: storedMs, now_ms: nowMs } = row;
  const given = toBelievedMoment(sourceModifiedAt, Math.round(nowMs));
  // A forced attempt stores the moment that it was given, so it is never behind the row.
  if (storedMs !== null && given !== null && Math.round(storedMs) > Date.parse(given)) return 'stale';
  return row.content_hash === contentHash ? 'unchanged' : 'write';
}

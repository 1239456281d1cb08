import { systemClock, type CallOptions, type Clock, type MappingRepository, type MappingScope } from '@frigg-crm/core';
import {
  assertLimit,
  beginWrite,
  checkConfirmedWrites,
  checkFailedWrites,
  checkIntendedWrites,
  confirmWrite,
  failWrite,
  isStorableText,
  readMoment,
  type UnseenQuery,
  type WriteDecision,
} from '@frigg-crm/core/adapter';
import type { Statement } from '../connection/session.ts';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { PORTION, inPortions } from '../in-portions.ts';
import { changePeople } from './change-people.ts';
import { rowToMapping } from './mapping-row.ts';
import {
  countNext,
  deletePeople,
  deleteSome,
  selectByPhones,
  selectFailed,
  selectNextSeen,
  selectPeople,
  type SeenRow,
} from './mapping-statements.ts';

/** Settings of {@link createSqliteMappingRepository}. */
export interface SqliteMappingRepositoryOptions {
  /** By what the age of claims is measured. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

/** How many rows a read takes in one go: some milliseconds. */
const STRETCH = 5000;

type Writing = 'beginWrites' | 'confirmWrites' | 'recordFailures' | 'remove' | 'removeAll';

/**
 * Keeps mappings in SQLite, one row for each person. A call reads and writes its people in one transaction of up to 500,
 * so any number of programs on the machine may share the file.
 *
 * @example
 * ```ts
 * const database = await openSqliteDatabase({ file: 'store.sqlite' });
 * await migrate(database);
 * const mappingRepository = createSqliteMappingRepository(database);
 * ```
 */
export function createSqliteMappingRepository(
  database: SqliteDatabase,
  { clock = systemClock }: SqliteMappingRepositoryOptions = {},
): MappingRepository {
  return { ...writing(database, clock), ...reading(database) };
}

function writing(database: SqliteDatabase, clock: Clock): Pick<MappingRepository, Writing> {
  const change = changePeople(database, clock);
  return {
    async beginWrites(request) {
      request.signal?.throwIfAborted();
      const { claimId, claimTtlMs, seenIn, force = false } = request;
      const decisions = new Map<string, WriteDecision>();
      await change(request, checkIntendedWrites(request), (before, person, now) => {
        const { decision, state } = beginWrite(before, person, { claimId, claimTtlMs, seenIn, force, now });
        decisions.set(person.externalId, decision);
        const isSame = decision !== 'write' && state.seenIn === before.seenIn && state.sourceModifiedAt === before.sourceModifiedAt;
        return isSame ? before : state;
      });
      return decisions;
    },
    async confirmWrites(request) {
      request.signal?.throwIfAborted();
      const { claimId } = request;
      await change(request, checkConfirmedWrites(request), (before, person, now) => confirmWrite(before, person, { claimId, now }));
    },
    async recordFailures(request) {
      request.signal?.throwIfAborted();
      await change(request, checkFailedWrites(request), failWrite);
    },
    async remove({ externalIds, signal, ...scope }) {
      signal?.throwIfAborted();
      if (!textsOf(scope).every(isStorableText)) return;
      for (const portion of inPortions(externalIds.filter(isStorableText)))
        await database.write((session) => session.run(deletePeople(scope, portion)), { signal });
    },
    async removeAll({ integrationId, signal }) {
      signal?.throwIfAborted();
      if (!isStorableText(integrationId)) return;
      for (let removed = PORTION; removed === PORTION;)
        removed = await database.write((session) => session.run(deleteSome(integrationId, PORTION)), { signal });
    },
  };
}

function reading(database: SqliteDatabase): Omit<MappingRepository, Writing> {
  /** A text that cannot be stored is in no row; SQLite would search for another text, with U+FFFD in it. */
  const read = async <Row>(options: CallOptions, texts: readonly string[], statement: Statement<Row>): Promise<readonly Row[]> => {
    options.signal?.throwIfAborted();
    if (!texts.every(isStorableText)) return [];
    return database.read((session) => session.all(statement), options);
  };
  return {
    async findMany({ externalIds, signal, ...scope }) {
      const known = [...new Set(externalIds)].filter(isStorableText);
      return (await read({ signal }, textsOf(scope), selectPeople(scope, known))).map(rowToMapping);
    },
    async findByPhones({ integrationId, phoneNumbers, signal }) {
      const known = [...new Set(phoneNumbers)].filter(isStorableText);
      return (await read({ signal }, [integrationId], selectByPhones(integrationId, known))).map(rowToMapping);
    },
    async findFailed({ signal, ...query }) {
      const rows = await read({ signal }, [...textsOf(query), query.processId, query.after ?? ''], selectFailed(query));
      return rows.map(({ external_id: id }) => id);
    },
    async findUnseen(query) {
      const { seenIn, after, limit, signal } = query;
      assertLimit(limit);
      readMoment(query.knownBefore);
      const texts = [...textsOf(query), seenIn, after ?? ''];
      return collectUnseen(query, database, async (from) => read({ signal }, texts, selectNextSeen(query, from, STRETCH)));
    },
    async count({ signal, ...scope }) {
      let contacts = 0;
      for (let after: string | undefined; ; await database.loop.nextTurn()) {
        const [row] = await read({ signal }, textsOf(scope), countNext(scope, after, STRETCH));
        contacts += row?.contacts ?? 0;
        if (row?.people !== STRETCH) return contacts;
        after = row.last ?? undefined;
      }
    },
  };
}

/** The sync has seen almost all people: their rows are read in stretches, between which other work has its turn. */
async function collectUnseen(
  { after, limit }: UnseenQuery,
  { loop }: SqliteDatabase,
  readNext: (after: string | undefined) => Promise<readonly SeenRow[]>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let from = after; ;) {
    const rows = await readNext(from);
    for (const { external_id: id, is_unseen: isUnseen } of rows) if (isUnseen === 1 && found.length < limit) found.push(id);
    if (rows.length < STRETCH || found.length >= limit) return found;
    from = rows.at(-1)?.external_id;
    await loop.nextTurn();
  }
}

function textsOf({ integrationId, objectType }: MappingScope): readonly string[] {
  return [integrationId, objectType];
}

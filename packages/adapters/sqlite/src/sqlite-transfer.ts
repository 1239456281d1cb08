import type { CallOptions, PersonKey } from '@frigg-crm/core';
import { assertLimit, type StoredPerson, type StoreTransfer } from '@frigg-crm/core/adapter';
import type { SqliteDatabase } from './connection/sqlite-database.ts';
import { rowToDocument, selectNextDocuments } from './document-store/document-statements.ts';
import { inPortions } from './in-portions.ts';
import { rowToState, stateToColumns } from './mapping-repository/mapping-row.ts';
import { selectNextPeople, upsertPeople } from './mapping-repository/mapping-statements.ts';

/** Reads and writes whole tables of a SQLite file, in the order of their keys. */
export function createSqliteTransfer(database: SqliteDatabase): StoreTransfer {
  return {
    async readPeople({ after, limit, signal }) {
      assertLimit(limit);
      const rows = await database.read((session) => session.all(selectNextPeople(after, limit)), { signal });
      return rows.map((row) => ({
        integrationId: row.integration_id,
        objectType: row.object_type,
        externalId: row.external_id,
        state: rowToState(row),
      }));
    },
    async writePeople(people, options: CallOptions = {}) {
      for (const scope of Map.groupBy(people, scopeOf).values())
        for (const portion of inPortions(scope)) await write(database, portion, options);
    },
    async readDocuments({ after, limit, signal }) {
      assertLimit(limit);
      return (await database.read((session) => session.all(selectNextDocuments(after, limit)), { signal })).map(rowToDocument);
    },
  };
}

async function write(database: SqliteDatabase, people: readonly StoredPerson[], options: CallOptions): Promise<void> {
  const [first] = people;
  if (first === undefined) return;
  const rows = people.map(({ externalId, state }) => stateToColumns(externalId, state));
  await database.write((session) => session.run(upsertPeople(first, rows)), options);
}

/** JSON keeps apart what a separator would join. */
function scopeOf({ integrationId, objectType }: PersonKey): string {
  return JSON.stringify([integrationId, objectType]);
}

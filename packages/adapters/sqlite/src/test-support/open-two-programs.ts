import type { Clock } from '@frigg-crm/core';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** One file with two connections, as two programs have it open. */
export interface TwoPrograms {
  readonly store: SqliteStore;
  readonly otherProgram: SqliteStore;
  /** Empties a table. */
  readonly clear: (table: string) => void;
  readonly close: () => Promise<void>;
}

/** Opens a new file twice. */
export async function openTwoPrograms(clock?: Clock): Promise<TwoPrograms> {
  const folder = await makeTemporaryFolder();
  const file = folder.newFile();
  const [store, otherProgram] = await Promise.all([openSqliteStore({ file, clock }), openSqliteStore({ file, clock })]);
  return {
    store,
    otherProgram,
    clear: (table) => store.database.connection.exec(`delete from ${table}`),
    async close() {
      await Promise.all([store.close(), otherProgram.close()]);
      await folder.remove();
    },
  };
}

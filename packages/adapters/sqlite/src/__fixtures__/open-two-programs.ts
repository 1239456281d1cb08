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
export async function openTwoPrograms(): Promise<TwoPrograms> {
  const folder = await makeTemporaryFolder();
  const file = folder.newFile();
  const [store, otherProgram] = await Promise.all([openSqliteStore({ file }), openSqliteStore({ file })]);
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

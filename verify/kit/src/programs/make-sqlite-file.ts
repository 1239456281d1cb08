import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for a SQLite file. */
export interface SqliteFile {
  readonly file: string;
  remove(): Promise<void>;
}

/** Makes an empty folder for a SQLite file. */
export async function makeSqliteFile(): Promise<SqliteFile> {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-crm-sqlite-'));
  return { file: join(folder, 'store.sqlite'), remove: async () => rm(folder, { recursive: true, force: true }) };
}

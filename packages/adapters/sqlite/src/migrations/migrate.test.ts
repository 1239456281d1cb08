import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../test-support/temporary-folder.ts';
import { openSqliteDatabase } from '../connection/open-sqlite-database.ts';
import { migrate } from './migrate.ts';

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
});

afterEach(async () => {
  await folder.remove();
});

it('runs each migration once, whichever of several connections comes first', async () => {
  const file = folder.newFile();
  const databases = await Promise.all([1, 2, 3, 4].map(async () => openSqliteDatabase({ file })));
  const ran = await Promise.all(databases.map(migrate));
  expect(ran.flat()).toEqual(['0001-create-tables']);
  expect(await Promise.all(databases.map(migrate))).toEqual([[], [], [], []]);
  await Promise.all(databases.map(async (database) => database.close()));
});

it('leaves the file empty when it fails half-way', async () => {
  const file = folder.newFile();
  const database = await openSqliteDatabase({ file });
  database.connection.exec('pragma max_page_count = 5');
  await expect(migrate(database)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  database.connection.exec('pragma max_page_count = 1000');
  expect(database.connection.prepare('select name from sqlite_schema').all()).toEqual([]);
  expect(await migrate(database)).toEqual(['0001-create-tables']);
  await database.close();
});

it('marks the file as ours, so that other programs know it', async () => {
  const file = folder.newFile();
  const database = await openSqliteDatabase({ file });
  await migrate(database);
  await database.close();
  const connection = new DatabaseSync(file);
  expect(connection.prepare('pragma application_id').get()).toEqual({ application_id: 0x46726967 });
  connection.close();
});

it('says that tables are missing where migrate was not called', async () => {
  const database = await openSqliteDatabase({ file: ':memory:' });
  await expect(database.read((session) => session.all(CompiledQuery.raw('select * from frigg_leases')))).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
  });
  await database.close();
});

import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { toProcessId } from '@frigg-crm/core';
import { openSqliteStore, type SqliteStore } from '@frigg-crm/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSyncProcess } from '../test-support/create-sync-process.ts';
import { fillStore } from '../test-support/fill-store.ts';
import type { FinishedChild } from '../test-support/run-child.ts';
import { runInProcess } from '../test-support/run-in-process.ts';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frigg-cli-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function maintain(...args: readonly string[]): Promise<FinishedChild> {
  return runInProcess(['maintain', ...args]);
}

/** Leaves the store open, as a program that uses it. */
async function inOpenStore(work: (file: string, store: SqliteStore) => Promise<void>): Promise<void> {
  const file = join(folder, `store-${(files += 1)}.sqlite`);
  const store = await openSqliteStore({ file });
  try {
    await work(file, store);
  } finally {
    await store.close();
  }
}

/** Executes a statement that leaves the index behind as it was. */
function withoutIndex(file: string, name: string, statement: string): void {
  const inSchema = (work: (connection: DatabaseSync) => void): void => {
    const connection = new DatabaseSync(file, { defensive: false });
    connection.exec('pragma writable_schema = on');
    work(connection);
    connection.close();
  };
  let row: Record<string, SQLOutputValue> | undefined;
  inSchema((connection) => {
    row = connection.prepare('select type, name, tbl_name, rootpage, sql from sqlite_schema where name = ?').get(name);
    connection.prepare('delete from sqlite_schema where name = ?').run(name);
  });
  inSchema((connection) => connection.exec(statement));
  inSchema((connection) => connection.prepare('insert into sqlite_schema values (?, ?, ?, ?, ?)').run(...Object.values(row ?? {})));
}

describe('frigg-crm maintain', () => {
  it('deletes old syncs and expired documents of a store that a program has open, and gives their space back', async () => {
    await inOpenStore(async (file, store) => {
      await fillStore(store, { persons: 5000 });
      for (const id of ['older', 'newest']) await store.processRepository.create({ ...createSyncProcess(), id: toProcessId(id) });
      await store.maintain();
      const before = (await stat(file)).size;
      for (const integrationId of ['integration-0', 'integration-1']) await store.mappingRepository.removeAll({ integrationId });
      const { exitCode, stdout, stderr } = await maintain('--store', `sqlite:${file}`, '--purge-days', '30', '--check');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(/^87 ended syncs and 90 expired documents deleted\n[1-9][\d.]* MB given back\nno damage found\n$/);
      expect((await stat(file)).size).toBeLessThan(before / 2);
      const again = await maintain('--store', `sqlite:${file}`, '--json');
      expect(JSON.parse(again.stdout)).toEqual({ type: 'maintained', purgedSyncs: 0, expiredDocuments: 0, freedBytes: 0 });
    });
  });

  it('ends with 1 and names the index that lacks a row, and writes nothing to such a file', async () => {
    const file = join(folder, 'damaged.sqlite');
    const store = await openSqliteStore({ file });
    await fillStore(store, { persons: 1 });
    await store.close();
    withoutIndex(file, 'frigg_processes_by_time', `update frigg_processes set created_at = created_at + 1 where id = 'process-1'`);
    const { exitCode, stdout, stderr } = await maintain('--store', `sqlite:${file}`, '--check', '--purge-days', '1');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toMatch(
      /^0 ended syncs and 0 expired documents deleted\nfrigg_processes: .*index frigg_processes_by_time.*\n(.*\n)*the file is damaged: stop/,
    );
  });

  it.each([
    ['no store', ['--store', 'sqlite:/nowhere/at-all.sqlite'], /--store \(FRIGG_CRM_STORE\): there is no such store/],
    ['no days', ['--store', 'sqlite:x', '--purge-days', '0'], /--purge-days \(FRIGG_CRM_PURGE_DAYS\): must be a whole number/],
    ['a check of a server', ['--store', 'postgres://db.example/x', '--check'], /--check \(FRIGG_CRM_CHECK\): needs --store sqlite/],
  ])('refuses %s', async (_title, args, message) => {
    const { exitCode, stdout, stderr } = await maintain(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

it('finds the store in a file as containers get it, whatever server the environment names', async () => {
  await inOpenStore(async (file) => {
    const named = `${file}.address`;
    await writeFile(named, `sqlite:${file}\n`);
    const env = { FRIGG_CRM_STORE_FILE: named, FRIGG_CRM_SERVER: 'https://crm.example.com', FRIGG_CRM_API_KEY: 'fcrm_key' };
    expect(await runInProcess(['maintain'], { env })).toMatchObject({ exitCode: 0, stderr: '' });
    const copy = await runInProcess(['backup', `${file}.copy`], { env });
    expect(copy).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

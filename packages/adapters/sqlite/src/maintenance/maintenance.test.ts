import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { StoredDocument } from '@frigg-crm/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../test-support/temporary-folder.ts';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';

let folder: TemporaryFolder;
let file: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  file = folder.newFile();
  store = await openSqliteStore({ file });
});

afterEach(async () => {
  await store.close();
  await folder.remove();
});

function someDocuments(count: number, from = 0): readonly StoredDocument[] {
  return Array.from({ length: count }, (_, index) => ({
    collection: 'inbox',
    integrationId: 'i1',
    id: `document-${from + index}`,
    value: { text: 'x'.repeat(2000) },
    tags: ['tag'],
    dueAt: null,
    expiresAt: null,
    version: 0,
  }));
}

describe('maintenance of a SQLite file', () => {
  it('gives the space of removed rows back and empties the write-ahead log', async () => {
    await store.documents.insert(someDocuments(2000));
    await store.documents.removeIntegration({ integrationId: 'i1' });
    const { freedBytes, isWalEmptied } = await store.maintain();
    expect([freedBytes > 1_000_000, isWalEmptied]).toEqual([true, true]);
    expect((await stat(file)).size).toBeLessThan(1_000_000);
    expect((await stat(`${file}-wal`)).size).toBe(0);
    expect(await store.maintain()).toEqual({ freedBytes: 0, isWalEmptied: true });
  });

  it('goes on when another program reads', async () => {
    await store.documents.insert(someDocuments(10));
    const reader = new DatabaseSync(file);
    reader.exec('begin');
    reader.prepare('select count(*) from frigg_documents').get();
    await store.documents.insert(someDocuments(10, 10));
    expect((await store.maintain()).isWalEmptied).toBe(false);
    reader.close();
    expect((await store.maintain()).isWalEmptied).toBe(true);
  });

  it('copies the file while it is written to, as it was at one moment', async () => {
    await store.documents.insert(someDocuments(1000));
    const copy = folder.newFile();
    const [, added] = await Promise.all([store.backup(copy), store.documents.insert(someDocuments(1000, 1000))]);
    expect(added).toHaveLength(1000);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    const restored = await openSqliteStore({ file: copy });
    expect(await restored.check()).toEqual({ isHealthy: true, problems: [] });
    expect((await restored.documents.query({ collection: 'inbox', limit: 5000 })).length).toBeGreaterThanOrEqual(1000);
    await restored.close();
  });

  it('replaces an older copy, and never the database itself', async () => {
    const copy = folder.newFile();
    await store.backup(copy);
    await store.documents.insert(someDocuments(3));
    await store.backup(copy);
    const restored = await openSqliteStore({ file: copy });
    expect(await restored.documents.query({ collection: 'inbox', limit: 5 })).toHaveLength(3);
    await restored.close();
    await expect(store.backup(file)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  it('replaces no file of another program, nor a copy that is in use', async () => {
    const letter = folder.newFile();
    await writeFile(letter, 'Dear Ann');
    await expect(store.backup(letter)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    expect(await readFile(letter, 'utf8')).toBe('Dear Ann');
    const copy = folder.newFile();
    await store.backup(copy);
    const user = await openSqliteStore({ file: copy });
    await user.documents.insert(someDocuments(1));
    await expect(store.backup(copy)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await user.close();
    await store.backup(copy);
  });

  it('finds damaged pages, and quotes nothing of their content', async () => {
    await store.documents.insert(someDocuments(3000));
    await store.maintain();
    expect(await store.check()).toEqual({ isHealthy: true, problems: [] });
    // More pages than SQLite keeps in memory.
    const disk = await open(file, 'r+');
    for (let page = 20; page < 40; page += 1) await disk.write(Buffer.alloc(4096, 0xff), 0, 4096, page * 4096);
    await disk.close();
    const { isHealthy, problems } = await store.check();
    expect([isHealthy, problems.length > 0, problems.join().includes('xxx')]).toEqual([false, true, false]);
  });
});

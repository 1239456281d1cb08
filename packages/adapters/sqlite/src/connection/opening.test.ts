import { chmod, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aProcess } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../test-support/temporary-folder.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { networkFileSystemName } from './network-file-system.ts';
import { isFileInUse } from './is-file-in-use.ts';
import { openSqliteDatabase } from './open-sqlite-database.ts';

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
});

afterAll(async () => {
  await folder.remove();
});

/** A file with so many processes. */
async function aStoreFile(processes = 1): Promise<string> {
  const file = folder.newFile();
  const { processRepository, close } = await openSqliteStore({ file });
  for (let index = 0; index < processes; index += 1)
    await processRepository.create({
      ...aProcess({ activeKey: null }),
      id: `process-${index}` as never,
      context: { text: 'x'.repeat(3000) },
    });
  await close();
  return file;
}

async function expectRefusal(file: string, message: RegExp): Promise<void> {
  const error: unknown = await openSqliteStore({ file }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', retryable: false, message: expect.stringMatching(message) as string });
}

describe('opening a SQLite file', () => {
  it('makes file and folder, and syncs the write-ahead log at each commit', async () => {
    const file = join(folder.path, 'new', 'folder', 'store.sqlite');
    const { database, close } = await openSqliteStore({ file });
    const pragma = (name: string) => Object.values(database.connection.prepare(`pragma ${name}`).get() ?? {})[0];
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'auto_vacuum'].map(pragma)).toEqual(['wal', 2, 1, 2]);
    await close();
    await close();
    expect((await stat(file)).isFile()).toBe(true);
    await expect(database.read(() => 1)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  it('lets only its owner read a new file, and leaves the permissions of one that is there', async () => {
    const file = folder.newFile();
    const { database, close } = await openSqliteStore({ file });
    await database.write(() => 1);
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    expect([await modeOf(file), await modeOf(`${file}-wal`)]).toEqual([0o600, 0o600]);
    await close();
    await chmod(file, 0o660);
    await (await openSqliteStore({ file })).close();
    expect(await modeOf(file)).toBe(0o660);
  });

  it('keeps what was stored', async () => {
    const { processRepository, close } = await openSqliteStore({ file: await aStoreFile(3) });
    expect(await processRepository.find({})).toHaveLength(3);
    await close();
  });

  it('refuses a database of another program and leaves it as it is', async () => {
    const file = folder.newFile();
    const other = new DatabaseSync(file);
    other.exec('create table notes (text text)');
    other.close();
    const before = await readFile(file);
    await expectRefusal(file, /database of another program: choose another file$/);
    expect(await readFile(file)).toEqual(before);
  });

  it('refuses a file that is no database and leaves it as it is', async () => {
    const file = folder.newFile();
    await writeFile(file, 'name,phone\n'.repeat(500));
    await expectRefusal(file, /is no SQLite database \(SQLITE_NOTADB\)/);
    expect((await readFile(file, 'utf8')).length).toBe(5500);
  });

  it('refuses a file that a newer version has migrated, and says what to do', async () => {
    const file = await aStoreFile();
    const newer = new DatabaseSync(file);
    newer.exec('pragma user_version = 1000');
    newer.close();
    await expectRefusal(file, /newer version of @frigg-crm\/sqlite: upgrade the package/);
  });

  it('refuses a file that was cut short', async () => {
    const file = await aStoreFile(50);
    await truncate(file, (await stat(file)).size / 2);
    await expectRefusal(file, /damaged \(SQLITE_CORRUPT\): stop all programs that use it and restore a backup/);
  });

  it('refuses a file with a damaged page', async () => {
    const file = await aStoreFile(50);
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xff, bytes.length - 3 * 4096));
    await expectRefusal(file, /damaged \((quick_check|SQLITE_CORRUPT)\)/);
  });

  it('refuses a folder that is none, and no name at all', async () => {
    const file = await aStoreFile();
    await expectRefusal(join(file, 'store.sqlite'), /cannot be written: this program needs write access to the file and to its folder/);
    await expectRefusal(folder.path, /cannot be written/);
    await expectRefusal('', /file must name the database file/);
  });

  it('refuses a folder that it may not write to, and makes no file there', async () => {
    const file = folder.newFile();
    const assertWritable = async (): Promise<never> => Promise.reject(Object.assign(new Error('read-only file system'), { code: 'EROFS' }));
    await expect(openSqliteDatabase({ file }, { assertWritable })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      retryable: false,
      message: expect.stringContaining('cannot be written: this program needs write access to the file and to its folder') as string,
    });
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a network file system unless it is allowed', async () => {
    const surroundings = { findNetworkFileSystem: async () => 'NFS' };
    const file = folder.newFile();
    await expect(openSqliteDatabase({ file }, surroundings)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('network file system (NFS)') as string,
    });
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    await (await openSqliteDatabase({ file, allowNetworkFileSystem: true }, surroundings)).close();
  });

  it.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    [0xff534d42 | 0, 'CIFS'],
    [0x65735546, 'FUSE'],
    [0xef53, undefined],
    [0x01021994, undefined],
  ])('takes the type %s of statfs for %s', (type, name) => {
    expect(networkFileSystemName(type)).toBe(name);
  });

  it('says whether a program has a file open, also one that only waits, and leaves the file as it is', async () => {
    const file = folder.newFile();
    const stores = [await openSqliteStore({ file }), await openSqliteStore({ file })];
    await stores[0]?.processRepository.create(aProcess());
    for (const store of stores) {
      expect(await isFileInUse(file)).toBe(true);
      await store.close();
    }
    expect(await isFileInUse(file)).toBe(false);
    const again = await openSqliteStore({ file });
    expect(await again.processRepository.find({})).toHaveLength(1);
    await again.close();
    await writeFile(file, 'Dear Ann, this is no database. '.repeat(40));
    await expect(isFileInUse(file)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  it('opens one new file for many programs at once, and migrates it once', async () => {
    const file = folder.newFile();
    const stores = await Promise.all(Array.from({ length: 8 }, async () => openSqliteStore({ file })));
    const [first, second] = stores;
    await first?.processRepository.create(aProcess());
    expect(await second?.processRepository.find({})).toHaveLength(1);
    await Promise.all(stores.map(async ({ close }) => close()));
  });
});

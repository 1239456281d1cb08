import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aProcess } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../migrations/migrate.ts';
import { createPostgresProcessRepository } from '../process-repository/postgres-process-repository.ts';
import { startSavingProgram } from './test-support/start-saving-program.ts';
import { lockDirectory } from './directory-lock.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { createPgliteDatabase } from './pglite-database.ts';

const REFUSED = { code: 'CONFIGURATION_INVALID', retryable: false };
const IN_USE = { ...REFUSED, message: expect.stringContaining('in use by another running program') as string };
const UNUSABLE = { ...REFUSED, message: expect.stringContaining('cannot be used') as string };

let home: string;
let template: string;
let copies = 0;

/** Making a database takes seconds, copying one does not. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'frigg-directory-'));
  template = join(home, 'template');
  const { close } = await openPostgresStore({ dataDir: template });
  await close();
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** @returns a directory of its own with a migrated, empty database. */
async function aDataDirectory(): Promise<string> {
  const directory = join(home, `copy-${(copies += 1)}`);
  await cp(template, directory, { recursive: true });
  return directory;
}

/** @returns what is in the directory; nothing while it does not exist. */
async function entriesOf(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((): string[] => []);
}

describe('createPgliteDatabase', () => {
  it('opens a directory for one program at a time, until that one closes', async () => {
    const dataDir = await aDataDirectory();
    const first = await createPgliteDatabase({ dataDir });
    await symlink(dataDir, `${dataDir}-link`);
    await expect(createPgliteDatabase({ dataDir })).rejects.toMatchObject(IN_USE);
    await expect(createPgliteDatabase({ dataDir: `${dataDir}-link/` })).rejects.toMatchObject(IN_USE);
    await createPostgresProcessRepository(first).create(aProcess());
    await first.close();
    await first.close();
    const second = await createPgliteDatabase({ dataDir });
    await first.close();
    await expect(createPgliteDatabase({ dataDir })).rejects.toMatchObject(IN_USE);
    expect(await createPostgresProcessRepository(second).find({})).toStrictEqual([aProcess()]);
    await second.close();
  });

  it('keeps a second program out while the first one runs, and opens at once after kill -9 with every acknowledged save', async () => {
    const dataDir = await aDataDirectory();
    for (let round = 1; round <= 2; round += 1) {
      const program = startSavingProgram(dataDir);
      await program.saved(20);
      await expect(createPgliteDatabase({ dataDir })).rejects.toMatchObject(IN_USE);
      await program.saved(40);
      const acknowledged = await program.kill();
      const { db, close } = await createPgliteDatabase({ dataDir });
      const repository = createPostgresProcessRepository({ db });
      const [process] = await repository.find({});
      expect(process?.version).toBeGreaterThanOrEqual(acknowledged);
      expect(process?.context['count']).toBe(process?.version);
      await repository.deleteById(aProcess().id);
      await close();
    }
  });

  it('starts over when the first start was killed half-way', async () => {
    const dataDir = join(home, 'killed-at-first-start');
    const program = startSavingProgram(dataDir);
    while (!(await entriesOf(dataDir)).includes('frigg.unfinished')) await new Promise((resolve) => setImmediate(resolve));
    await program.kill();
    await mkdir(join(dataDir, 'base'), { recursive: true });
    await writeFile(join(dataDir, 'PG_VERSION'), '18\n');
    const { processRepository, close } = await openPostgresStore({ dataDir });
    await processRepository.create(aProcess());
    await close();
    expect(await readdir(dataDir)).not.toContain('frigg.unfinished');
  });

  it('refuses a file, a place below a file and a place without write access', async () => {
    const file = join(home, 'file');
    await writeFile(file, 'not a directory');
    await expect(createPgliteDatabase({ dataDir: file })).rejects.toMatchObject(UNUSABLE);
    await expect(createPgliteDatabase({ dataDir: join(file, 'below') })).rejects.toMatchObject(UNUSABLE);
    await expect(createPgliteDatabase({ dataDir: '/sys/frigg-crm' })).rejects.toMatchObject(UNUSABLE);
    await mkdir(join(home, 'locked', 'frigg.lock'), { recursive: true });
    await expect(createPgliteDatabase({ dataDir: join(home, 'locked') })).rejects.toMatchObject(UNUSABLE);
  });

  it('refuses a directory of other things, changes none of them, and releases it', async () => {
    const dataDir = join(home, 'documents');
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'letter.txt'), 'Dear reader');
    const refused = { ...REFUSED, message: expect.stringContaining('no database') as string };
    await expect(createPgliteDatabase({ dataDir })).rejects.toMatchObject(refused);
    await expect(createPgliteDatabase({ dataDir })).rejects.toMatchObject(refused);
    expect((await readdir(dataDir)).toSorted()).toEqual(['frigg.lock', 'letter.txt']);
  });

  it('releases a directory whose database is damaged', async () => {
    const dataDir = await aDataDirectory();
    await rm(join(dataDir, 'global'), { recursive: true });
    const failed = { code: 'STORAGE_FAILED', message: expect.stringContaining('damaged') as string };
    await expect(createPgliteDatabase({ dataDir })).rejects.toMatchObject(failed);
    const { release } = await lockDirectory(dataDir);
    release();
  });

  it('runs each migration once when two parts of a program migrate at the same time, and refuses queries once closed', async () => {
    const { db, close } = await createPgliteDatabase({ dataDir: await aDataDirectory() });
    const ran = await Promise.all([migrate(db, { schema: 'other' }), migrate(db, { schema: 'other' })]);
    expect(ran.flat().toSorted()).toEqual([
      '0001-create-processes',
      '0002-index-questions',
      '0003-mappings-leases-limits',
      '0004-documents',
      '0005-active-by-integration',
      '0006-person-phones',
      '0007-fill-person-phones',
      '0008-no-pending-lists',
      '0009-due-processes',
    ]);
    await close();
    await expect(createPostgresProcessRepository({ db }).find({})).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});

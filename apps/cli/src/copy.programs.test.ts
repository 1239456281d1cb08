import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toProcessId } from '@frigg-crm/core';
import { countRunningPrograms, createSyncEngine } from '@frigg-crm/crm-base';
import { createPostgresDatabase, type PostgresDatabase } from '@frigg-crm/kit';
import { createMemoryQueue } from '@frigg-crm/memory';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { createSqliteQueue, openSqliteStore } from '@frigg-crm/sqlite';
import { aProcess } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCrm } from './test-support/open-crm.ts';
import { fillStore } from './test-support/fill-store.ts';
import { openQuo, QUO_KEY } from './test-support/open-quo.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import { startChild, type FinishedChild } from './test-support/run-child.ts';
import { runInProcess, type InProcessOptions } from './test-support/run-in-process.ts';

let folder: string;
let postgres: PostgresDatabase;
let files = 0;

beforeAll(async () => {
  [folder, postgres] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-cli-')), createPostgresDatabase()]);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), postgres.drop()]));

function newFile(): string {
  return join(folder, `store-${(files += 1)}.sqlite`);
}

async function aFile(persons = 1): Promise<string> {
  const file = newFile();
  const store = await openSqliteStore({ file });
  await fillStore(store, { persons });
  await store.close();
  return file;
}

async function frigg(...args: readonly string[]): Promise<FinishedChild> {
  return runInProcess(args);
}

/** Exit code 2, one line on stderr, nothing on stdout. */
function expectUsage({ exitCode, stdout, stderr }: FinishedChild, message: RegExp): void {
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^frigg-crm: [^\n]+\n$/);
  expect(stderr).toMatch(message);
}

describe('frigg-crm backup', () => {
  it('copies a store that a program has open, and replaces an older copy', async () => {
    const [file, copy] = [newFile(), newFile()];
    const store = await openSqliteStore({ file });
    await fillStore(store, { persons: 3 });
    for (const processes of [130, 131]) {
      expect(await frigg('backup', copy, '--store', `sqlite:${file}`)).toEqual({ exitCode: 0, stdout: `copied to ${copy}\n`, stderr: '' });
      const restored = await openSqliteStore({ file: copy });
      expect(await restored.processRepository.find({ limit: 1000 })).toHaveLength(processes);
      await restored.close();
      if (processes === 130) await store.processRepository.create({ ...aProcess(), id: toProcessId('one more') });
    }
    await store.close();
  });

  it.each([
    ['no store', async () => `sqlite:${newFile()}`, /--store \(FRIGG_CRM_STORE\): there is no such store/],
    ['another kind of store', async () => postgres.url, /--store \(FRIGG_CRM_STORE\): must be sqlite:<file>; for other stores use/],
  ])('refuses %s', async (_title, storeOf, message) => {
    expectUsage(await frigg('backup', newFile(), '--store', await storeOf()), message);
  });

  it('replaces no file that is none of ours', async () => {
    const [file, letter] = [await aFile(), newFile()];
    await writeFile(letter, 'Dear Ann');
    expectUsage(await frigg('backup', letter, '--store', `sqlite:${file}`), /is another program's: name another file/);
    expect(await readFile(letter, 'utf8')).toBe('Dear Ann');
  });
});

describe('frigg-crm move', () => {
  it('says in counts and hashes what both stores hold', async () => {
    const [from, to] = [await aFile(), newFile()];
    const { exitCode, stdout, stderr } = await frigg('move', '--from', `sqlite:${from}`, '--to', `sqlite:${to}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^documents: 451 in both stores, sha-256 [0-9a-f]{16}\npersons: 1 in [^\n]+\nprocesses: 130 in [^\n]+\nmoved: [^\n]+\n$/,
    );
  });

  it.each([
    ['an unknown kind', async () => ['mysql://root:hunter2@db', `sqlite:${newFile()}`], /--from \(FRIGG_CRM_FROM\): must be/],
    ['a store in memory', async () => [`sqlite:${await aFile()}`, 'memory:'], /--to \(FRIGG_CRM_TO\): must be sqlite/],
    [
      'a store that is not there',
      async () => [`sqlite:${newFile()}`, `sqlite:${newFile()}`],
      /--from \(FRIGG_CRM_FROM\): there is no such store/,
    ],
    [
      'the same store twice',
      async () => Array.from({ length: 2 }, () => `sqlite:${folder}/one.sqlite`),
      /--to \(FRIGG_CRM_TO\): must be another store/,
    ],
    ['a target that holds something', async () => [`sqlite:${await aFile()}`, `sqlite:${await aFile()}`], /the target is not empty/],
    [
      'a file of a newer version',
      async () => [`sqlite:${await aNewerFile()}`, `sqlite:${newFile()}`],
      /--from \(FRIGG_CRM_FROM\): .*newer version/,
    ],
  ])('refuses %s', async (_title, storesOf, message) => {
    const [from = '', to = ''] = await storesOf();
    const ended = await frigg('move', '--from', from, '--to', to);
    expectUsage(ended, message);
    expect(ended.stderr).not.toContain('hunter2');
  });

  it('copies no SQLite file that a program has open, unless it is forced to, and names the messages that stay behind', async () => {
    const [from, to] = [await aFile(), newFile()];
    const store = await openSqliteStore({ file: from });
    await createSqliteQueue({ store, name: 'acme-work' }).send([{ body: 'a' }, { body: 'b', delaySeconds: 60 }]);
    const args = ['move', '--from', `sqlite:${from}`, '--to', `sqlite:${to}`];
    expectUsage(
      await frigg(...args),
      /--from \(FRIGG_CRM_FROM\): a program has this store open: stop it first, or copy anyway with --force/,
    );
    expect(existsSync(to)).toBe(false);
    const { exitCode, stdout, stderr } = await frigg(...args, '--force');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /\n2 messages of the queue acme-work stay in the source: what a sync lacks is queued again where it continues\nmoved: /,
    );
    await store.close();
  });

  it('copies no server whose store a running program works on', async () => {
    const store = await openPostgresStore({ connectionString: postgres.url });
    const engine = createSyncEngine({ store, queues: { fetch: createMemoryQueue(), work: createMemoryQueue(), isShared: false } });
    const stop = new AbortController();
    const working = engine.runWorkers({ resolveIntegration: async () => undefined, signal: stop.signal });
    while ((await countRunningPrograms(store.leases)) === 0) await nextTurn();
    const args = ['move', '--from', postgres.url, '--to', `sqlite:${newFile()}`];
    expectUsage(await frigg(...args), /--from \(FRIGG_CRM_FROM\): running programs \(1\) work on this store .*: stop it first/);
    stop.abort();
    await working;
    await store.close();
    // Nothing keeps it any more; there is nothing in it.
    expectUsage(await frigg(...args), /the source is empty/);
  });

  it('takes a sync that is under way to PostgreSQL, where it goes on, and the next one asks for changes only', async () => {
    const persons = 400;
    const [crm, quo] = await Promise.all([openCrm('scaling-test', persons), openQuo({ delayMs: 20 })]);
    const from = `sqlite:${newFile()}`;
    const sync = async (
      store: string,
      { mode = 'initial', ...options }: InProcessOptions & { readonly mode?: string } = {},
    ): Promise<FinishedChild> => {
      const accounts = { 'crm-url': crm.url, 'crm-token': crm.token, 'quo-url': quo.url, 'quo-key': QUO_KEY };
      const flags = { ...accounts, connector: 'scaling-test', store, mode, 'page-size': '10', 'quo-rate': '2000', workers: '4' };
      return runInProcess(['sync', '--json', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])], options);
    };
    try {
      const stopping = new AbortController();
      const stopped = await sync(from, {
        signal: stopping.signal,
        onLine: (line) => {
          if (((JSON.parse(line) as { processed?: number }).processed ?? 0) >= 50) stopping.abort(new Error('stopped'));
        },
      });
      const begun = readOnlyProcess(stopped.stdout);
      expect(begun.processedRecords).toBeLessThan(persons);
      expect(await frigg('move', '--from', from, '--to', postgres.url)).toMatchObject({ exitCode: 0, stderr: '' });
      const { exitCode, stdout } = await sync(postgres.url);
      const process = readOnlyProcess(stdout);
      expect(exitCode).toBe(0);
      expect(process).toMatchObject({ id: begun.id, state: 'COMPLETED', processedRecords: persons });
      expect(quo.sandbox.size).toBe(process.totalSynced);
      const ongoing = await sync(postgres.url, { mode: 'ongoing' });
      expect(readOnlyProcess(ongoing.stdout)).toMatchObject({ state: 'COMPLETED', totalRecords: 0 });
    } finally {
      await Promise.all([crm.close(), quo.close()]);
    }
  });

  it('continues after kill -9', { timeout: 120_000 }, async () => {
    const [from, to] = [await aFile(40_000), newFile()];
    const args = ['move', '--json', '--from', `sqlite:${from}`, '--to', `sqlite:${to}`];
    const child = startChild(args, { onLine: () => child.kill('SIGKILL') });
    const killed = await child.finished;
    expect({ ...killed, stdout: killed.stdout.split('\n')[0] }).toEqual({
      exitCode: null,
      stdout: '{"type":"copied","copied":10451}',
      stderr: '',
    });
    const { exitCode, stdout } = await frigg(...args);
    expect(exitCode).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; persons?: { count: number } });
    expect(lines.at(-1)).toMatchObject({ type: 'moved', persons: { count: 40_000 }, processes: { count: 130 }, documents: { count: 451 } });
    // The first run had copied a third at least, before it could be killed.
    expect(lines.length).toBeLessThanOrEqual(4);
  });
});

async function aNewerFile(): Promise<string> {
  const file = await aFile();
  const store = await openSqliteStore({ file });
  store.database.connection.exec('pragma user_version = 1000');
  await store.close();
  return file;
}

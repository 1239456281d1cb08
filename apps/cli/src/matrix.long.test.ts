import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPgliteFolder, createPostgresDatabase, type PgliteFolder, type PostgresDatabase } from '@frigg-crm/kit';
import { startTestMongo, type TestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CONNECTORS } from './connectors.ts';
import { openCrm, type OpenCrm } from './test-support/open-crm.ts';
import { countDuplicates, openQuo, QUO_KEY, QUO_PARTNER_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import { runInProcess } from './test-support/run-in-process.ts';

const PEOPLE = 250;

let postgres: PostgresDatabase;
let mongo: TestMongo;
let folder: PgliteFolder;
let sqliteFolder: string;

beforeAll(async () => {
  [postgres, mongo, folder, sqliteFolder] = await Promise.all([
    createPostgresDatabase(),
    startTestMongo(),
    createPgliteFolder(),
    mkdtemp(join(tmpdir(), 'frigg-cli-')),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([postgres.drop(), mongo.stop(), folder.remove(), rm(sqliteFolder, { recursive: true, force: true })]);
});

function accountArgs(crm: OpenCrm, quo: OpenQuo): readonly string[] {
  return ['--crm-url', crm.url, '--crm-token', crm.token, '--quo-url', quo.url, '--quo-key', QUO_KEY, '--quo-rate', '2000'];
}

it('starts one sync when two programs begin at the same time on a new database', async () => {
  const [crm, quo] = await Promise.all([openCrm('scaling-test', PEOPLE), openQuo()]);
  const args = [...accountArgs(crm, quo), '--store', postgres.url];
  const start = async (): ReturnType<typeof runInProcess> =>
    runInProcess(['sync', '--json', '--connector', 'scaling-test', '--integration', 'twice', '--page-size', '50', ...args]);
  try {
    const runs = await Promise.all([start(), start()]);
    expect(runs).toMatchObject([
      { exitCode: 0, stderr: '' },
      { exitCode: 0, stderr: '' },
    ]);
    const [first, second] = runs.map(({ stdout }) => readOnlyProcess(stdout));
    expect(first).toEqual(second);
    expect(first).toMatchObject({ state: 'COMPLETED', processedRecords: PEOPLE, pages: { totalPages: 5, processedPages: 5 } });
  } finally {
    await Promise.all([crm.close(), quo.close()]);
  }
});

it('fetches only changed persons in an ongoing sync after an initial one', async () => {
  const [crm, quo] = await Promise.all([openCrm('scaling-test', PEOPLE), openQuo()]);
  const args = [...accountArgs(crm, quo), '--store', postgres.url];
  const run = async (mode: string): ReturnType<typeof runInProcess> =>
    runInProcess(['sync', '--json', '--connector', 'scaling-test', '--integration', 'ongoing', '--mode', mode, ...args]);
  try {
    const initial = readOnlyProcess((await run('initial')).stdout);
    const ongoing = await run('ongoing');
    expect(ongoing).toMatchObject({ exitCode: 0, stderr: '' });
    const process = readOnlyProcess(ongoing.stdout);
    expect(process.id).not.toBe(initial.id);
    expect(initial.processedRecords).toBe(PEOPLE);
    expect(process).toMatchObject({ state: 'COMPLETED', totalRecords: 0, processedRecords: 0 });
    expect(quo.sandbox.size).toBe(initial.totalSynced);
  } finally {
    await Promise.all([crm.close(), quo.close()]);
  }
});

const STORES = ['memory', 'sqlite', 'pglite', 'postgres', 'mongodb'] as const;
const QUEUES = ['memory', 'sqs'] as const;

interface Case {
  readonly connector: string;
  readonly store: (typeof STORES)[number];
  readonly queue: (typeof QUEUES)[number] | 'store';
}

/** Each connector with each store, and with every second queue: together each store with each queue. */
const CASES = CONNECTORS.flatMap(({ id: connector }, index): readonly Case[] => [
  ...STORES.map((store, place) => ({ connector, store, queue: QUEUES[(index + place) % QUEUES.length] ?? 'memory' })),
  { connector, store: 'sqlite', queue: 'store' },
]);

it.for(CASES)('syncs all persons from $connector with $store and $queue', { timeout: 120_000 }, async ({ connector, store, queue }) => {
  // The emulator would deliver messages to the receivers of the case before, which are gone: each case has its own.
  const [crm, quo, sqs] = await Promise.all([openCrm(connector, PEOPLE), openQuo(), startFauxqs({ port: 0, logger: false })]);
  const dataDir = store === 'pglite' ? await folder.createDataDir() : '';
  const file = join(sqliteFolder, `${connector}.sqlite`);
  const stores = { memory: 'memory:', sqlite: `sqlite:${file}`, pglite: `pglite:${dataDir}`, postgres: postgres.url, mongodb: mongo.url };
  const queues = { memory: 'memory:', store: 'store:', sqs: `sqs:${sqs.address.replace('localhost', '127.0.0.1')}` };
  const integration = `${connector}-${store}-${queue}`;
  const flags = {
    connector,
    'crm-url': crm.url,
    'crm-token': crm.token,
    'quo-url': quo.url,
    'quo-key': QUO_KEY,
    'quo-partner-key': QUO_PARTNER_KEY,
    'quo-rate': '2000',
    store: stores[store],
    queue: queues[queue],
    integration,
    workers: '5',
    'page-size': '50',
  };
  try {
    const { exitCode, stdout, stderr } = await runInProcess([
      'sync',
      '--json',
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const process = readOnlyProcess(stdout);
    expect(process).toMatchObject({
      state: 'COMPLETED',
      totalRecords: PEOPLE,
      processedRecords: PEOPLE,
      totalFailed: 0,
    });
    // A CRM that does not say which page is the last has an empty one behind it.
    const { totalPages } = process.pages;
    expect([5, 6]).toContain(totalPages);
    expect(process.pages).toEqual({ totalPages, processedPages: totalPages, failedPages: 0 });
    expect(process.totalSkipped).toBeGreaterThan(0);
    expect(quo.sandbox.size).toBe(process.totalSynced);
    expect(countDuplicates(quo.sandbox)).toBe(0);
  } finally {
    await Promise.all([crm.close(), quo.close(), sqs.stop()]);
  }
});

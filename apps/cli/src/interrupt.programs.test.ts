import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@frigg-crm/core';
import { countValues, createSeededRandom, outstandingUnits } from '@frigg-crm/core/adapter';
import { createPgliteFolder, type PgliteFolder } from '@frigg-crm/kit';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { openSqliteStore } from '@frigg-crm/sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CONNECTORS } from './connectors.ts';
import { openCrm, type OpenCrm } from './test-support/open-crm.ts';
import { countDuplicates, openQuo, QUO_KEY, QUO_PARTNER_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { readOnlyProcess, type ResultLine } from './test-support/read-result.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import { startChild, type FinishedChild, type RunningChild } from './test-support/run-child.ts';

const PEOPLE = 400;
const PAGE_SIZE = 20;
const PAGES = PEOPLE / PAGE_SIZE;
const WORKERS = 8;
/** Three programs one after the other, each of which opens a database. */
const TIMEOUT_MS = 180_000;

let folder: PgliteFolder;
let sqliteFolder: string;

beforeAll(async () => {
  [folder, sqliteFolder] = await Promise.all([createPgliteFolder(), mkdtemp(join(tmpdir(), 'frigg-cli-'))]);
}, 60_000);
afterAll(async () => Promise.all([folder.remove(), rm(sqliteFolder, { recursive: true, force: true })]));

/** Stores on the disk of this machine: where a run of the command finds them, and how the test does. */
const STORES = {
  async pglite() {
    const dataDir = await folder.createDataDir();
    return { setting: `pglite:${dataDir}`, openStore: async () => openPostgresStore({ dataDir }) };
  },
  async sqlite() {
    const file = join(await mkdtemp(join(sqliteFolder, 'store-')), 'store.sqlite');
    return { setting: `sqlite:${file}`, openStore: async () => openSqliteStore({ file }) };
  },
};

interface Place {
  readonly connector: string;
  readonly store: keyof typeof STORES;
  readonly quoDelayMs?: number;
  /** As Quo does. @defaultValue false: two workers that have a page at once would show */
  readonly refusesDuplicates?: boolean;
}

/** Two sides, and a store that outlives the program. */
interface TestSystem {
  readonly connector: string;
  readonly setting: string;
  readonly openStore: () => Promise<Store>;
  readonly crm: OpenCrm;
  readonly quo: OpenQuo;
}

async function withTestSystem(
  { connector, store, quoDelayMs: delayMs = 5, refusesDuplicates }: Place,
  act: (system: TestSystem) => Promise<void>,
): Promise<void> {
  const [crm, quo, place] = await Promise.all([openCrm(connector, PEOPLE), openQuo({ delayMs, refusesDuplicates }), STORES[store]()]);
  try {
    await act({ connector, ...place, crm, quo });
  } finally {
    await Promise.all([crm.close(), quo.close()]);
  }
}

function startSync({ connector, setting, crm, quo }: TestSystem, onLine?: (line: string) => void): RunningChild {
  const flags = {
    connector,
    'crm-url': crm.url,
    'quo-url': quo.url,
    store: setting,
    workers: WORKERS,
    'page-size': PAGE_SIZE,
    'quo-rate': 10_000,
  };
  // One connector writes in bulk, the other one by one.
  const partner: Record<string, string> = connector === 'scaling-test' ? { FRIGG_CRM_QUO_PARTNER_KEY: QUO_PARTNER_KEY } : {};
  const env = { FRIGG_CRM_CRM_TOKEN: crm.token, FRIGG_CRM_QUO_KEY: QUO_KEY, ...partner };
  return startChild(['sync', '--json', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])], { env, onLine });
}

/** Starts a sync and sends the signal as soon as so many people are processed. */
async function interruptAt(system: TestSystem, processed: number, signal: NodeJS.Signals): Promise<FinishedChild> {
  let isSent = false;
  const child = startSync(system, (line) => {
    const progress = JSON.parse(line) as { readonly type: string; readonly processed: number };
    if (isSent || progress.type !== 'progress' || progress.processed < processed) return;
    isSent = true;
    child.kill(signal);
  });
  const finished = await child.finished;
  expect(isSent, `the sync ended before ${processed} people were processed`).toBe(true);
  return finished;
}

/** @returns how many announced pages are not settled, as the store knows it. */
async function countOutstanding({ openStore }: TestSystem): Promise<number> {
  const store = await openStore();
  try {
    const [process] = await store.processRepository.find({ active: true });
    return process === undefined ? 0 : countValues(outstandingUnits(process.ledger));
  } finally {
    await store.close();
  }
}

/** @returns what a sync of the same people comes to when it is not interrupted. */
async function undisturbed(connector: string): Promise<ResultLine['processes'][number]> {
  const [crm, quo] = await Promise.all([openCrm(connector, PEOPLE), openQuo()]);
  const flags = ['--crm-url', crm.url, '--crm-token', crm.token, '--quo-url', quo.url, '--quo-key', QUO_KEY];
  try {
    const { stdout } = await runInProcess([
      'sync',
      '--json',
      '--connector',
      connector,
      ...flags,
      '--page-size',
      '200',
      '--quo-rate',
      '10000',
    ]);
    return readOnlyProcess(stdout);
  } finally {
    await Promise.all([crm.close(), quo.close()]);
  }
}

async function expectEachPersonOnce(process: ResultLine['processes'][number], { connector, quo }: TestSystem): Promise<void> {
  const { totalSynced, totalSkipped } = await undisturbed(connector);
  expect(process).toMatchObject({ totalSynced, totalSkipped });
  expect(process).toMatchObject({ state: 'COMPLETED', totalRecords: PEOPLE, processedRecords: PEOPLE, totalFailed: 0 });
  // A CRM that does not say which page is the last has an empty one behind it.
  const { totalPages } = process.pages;
  expect([PAGES, PAGES + 1]).toContain(totalPages);
  expect(process.pages).toEqual({ totalPages, processedPages: totalPages, failedPages: 0 });
  expect(quo.sandbox.size).toBe(process.totalSynced);
  expect(countDuplicates(quo.sandbox)).toBe(0);
}

function countPageRequests({ crm }: TestSystem): number {
  return [...crm.pageRequests.values()].reduce((sum, times) => sum + times, 0);
}

const SEED = 20_261_122;
const random = createSeededRandom(SEED);
/** Somewhere between the first page and the last but five. */
const somewhere = (): number => Math.floor((0.05 + random() * 0.6) * PEOPLE);

/** PGlite takes seconds to open, and which connector writes into it makes no difference: one in bulk, and one by one. */
const ON_PGLITE = ['scaling-test', 'pipedrive'];
const PLACES = [
  ...CONNECTORS.map(({ id: connector }) => ({ connector, store: 'sqlite' as const })),
  ...ON_PGLITE.map((connector) => ({ connector, store: 'pglite' as const })),
];

it.concurrent.for(PLACES.map((place) => ({ ...place, at: somewhere() })))(
  'after kill -9 at $at persons the next run of $connector on $store counts the same and repeats only what was open',
  { timeout: TIMEOUT_MS },
  async ({ at, ...place }) => {
    // Slow enough that pages are open at any moment, also where the CRM allows a few requests per second.
    await withTestSystem({ ...place, quoDelayMs: 40 }, async (system) => {
      const killed = await interruptAt(system, at, 'SIGKILL');
      expect(killed.exitCode).toBeNull();
      const outstanding = await countOutstanding(system);
      const { exitCode, stdout } = await startSync(system).finished;
      expect(exitCode).toBe(0);
      const process = readOnlyProcess(stdout);
      await expectEachPersonOnce(process, system);
      // The second run asks for what was open and what was not announced yet; one page may have been fetched in vain.
      expect(outstanding).toBeGreaterThan(0);
      expect(countPageRequests(system) - process.pages.totalPages).toBeLessThanOrEqual(outstanding + 1);
    });
  },
);

it.concurrent(
  'after Ctrl-C the run ends with code 130 and a result that adds up, and the next one continues from there',
  { timeout: TIMEOUT_MS },
  async () => {
    const at = somewhere();
    await withTestSystem({ connector: 'scaling-test', store: 'pglite' }, async (system) => {
      const stopped = await interruptAt(system, at, 'SIGINT');
      expect(stopped).toMatchObject({ exitCode: 130, stderr: expect.stringMatching(/^frigg-crm: stopped; [^\n]+\n$/) as string });
      const first = readOnlyProcess(stopped.stdout);
      expect(first.processedRecords).toBeGreaterThanOrEqual(at);
      expect(first.processedRecords).toBeLessThan(PEOPLE);
      const second = await startSync(system).finished;
      const process = readOnlyProcess(second.stdout);
      expect(second.exitCode).toBe(0);
      expect(process.id).toBe(first.id);
      await expectEachPersonOnce(process, system);
    });
  },
);

it.concurrent(
  'on SQLite any number of runs end with kill -9, each at a place of its own, and every number is right',
  { timeout: TIMEOUT_MS },
  async () => {
    const stops = Array.from({ length: 4 }, somewhere).toSorted((a, b) => a - b);
    await withTestSystem({ connector: 'pipedrive', store: 'sqlite' }, async (system) => {
      for (const at of stops) expect((await interruptAt(system, at, 'SIGKILL')).exitCode).toBeNull();
      const { exitCode, stdout } = await startSync(system).finished;
      expect(exitCode).toBe(0);
      await expectEachPersonOnce(readOnlyProcess(stdout), system);
    });
  },
);

/** @returns a run, and the id of its sync when it reports that more than a page is processed. */
function startMoving(system: TestSystem): { readonly child: RunningChild; readonly moving: Promise<string> } {
  let move = (_id: string): void => undefined;
  const moving = new Promise<string>((resolve) => (move = resolve));
  const child = startSync(system, (line) => {
    const { processId, processed } = JSON.parse(line) as { readonly processId: string; readonly processed: number };
    if (processed > PAGE_SIZE) move(processId);
  });
  return { child, moving };
}

it.concurrent(
  'two programs sync one SQLite file at once while a third one pauses and resumes, one of them is killed, and every number is right',
  { timeout: TIMEOUT_MS },
  async () => {
    // What the killed program had in hand is queued again when the sync goes on, perhaps while it is on its way to Quo.
    await withTestSystem({ connector: 'pipedrive', store: 'sqlite', quoDelayMs: 40, refusesDuplicates: true }, async (system) => {
      const control = async (verb: string, id: string): Promise<unknown> => {
        const { stdout, stderr } = await runInProcess(['processes', verb, id, '--json', '--store', system.setting]);
        expect(stderr).toBe('');
        return JSON.parse(stdout);
      };
      const [survivor, victim] = [startMoving(system), startMoving(system)];
      const [id, other] = await Promise.all([survivor.moving, victim.moving]);
      expect(other).toBe(id);
      expect(await control('pause', id)).toMatchObject({ id, state: 'PAUSED' });
      victim.child.kill('SIGKILL');
      expect((await victim.child.finished).exitCode).toBeNull();
      expect(await control('resume', id)).not.toMatchObject({ state: 'PAUSED' });
      const { exitCode, stdout } = await survivor.child.finished;
      expect(exitCode).toBe(0);
      await expectEachPersonOnce(readOnlyProcess(stdout), system);
    });
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCounts, toProcessId } from '@frigg-crm/core';
import { createMemoryProgressPublisher } from '@frigg-crm/memory';
import { createSyncEngine, type SyncEngine } from '@frigg-crm/crm-base';
import { createQuoBudgets, createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { createScalingTestClient, ScalingTestIntegration } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import { createSqliteQueue, openSqliteStore } from '@frigg-crm/sqlite';

const PERSONS = 1000;
const PAGE_SIZE = 50;
const STOP_AT = 300;
const REQUESTS_PER_SECOND = 200;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The two accounts. In production these are servers, and the clients need a URL and a key instead of `fetch`. */
const crm = createScalingTestSandbox({ people: PERSONS, withoutPhoneShare: 0.02 });
const quo = createQuoSandbox({ requestsPerSecond: REQUESTS_PER_SECOND });
let pages = 0;

interface Run {
  /** The file that holds the store and the queues. */
  readonly file: string;
  /** Ends the run as Ctrl-C would, when so many persons are processed. @defaultValue when the sync has ended */
  readonly stopAt?: number | undefined;
}

/** One run of the program: everything but the file ends with it. */
async function run({ file, stopAt }: Run, work: (engine: SyncEngine, integration: ScalingTestIntegration) => Promise<void>): Promise<void> {
  const store = await openSqliteStore({ file });
  const publisher = createMemoryProgressPublisher();
  const engine = createSyncEngine({
    store,
    // What was sent stays in the file: the next run, or another program beside this one, takes it from there.
    queues: { fetch: createSqliteQueue({ store, name: 'fetch' }), work: createSqliteQueue({ store, name: 'work' }) },
    publisher,
  });
  const integration = new ScalingTestIntegration({
    ...engine,
    integrationId: 'one-machine',
    userId: 'ann',
    config: { syncConfig: { initialBatchSize: PAGE_SIZE } },
    client: createScalingTestClient({
      token: crm.token,
      async fetch(request) {
        if (!new URL(request.url).searchParams.has('modifiedSince')) pages += 1;
        return crm.fetch(request);
      },
    }),
    quoContacts: createQuoClient({
      apiKey: 'any',
      fetch: quo.fetch,
      budget: createQuoBudgets({ requestsPerSecond: REQUESTS_PER_SECOND * 0.9 }).forKey('any'),
    }).contacts,
  });
  const stop = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    publisher.subscribe(({ processed }) => {
      if (stopAt !== undefined && processed >= stopAt) resolve();
    });
  });
  const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
  try {
    await Promise.race([work(engine, integration), stopped]);
  } finally {
    stop.abort();
    await workers;
    await store.close();
  }
}

let processId = '';
const folder = await mkdtemp(join(tmpdir(), 'frigg-one-machine-'));
const file = join(folder, 'store.sqlite');
try {
  await run({ file, stopAt: STOP_AT }, async (engine, integration) => {
    processId = (await integration.startInitialSync()).syncs[0]?.processId ?? '';
    await engine.waitFor(processId);
  });
  say(`first run: stopped after ${pages} pages, ${quo.size} persons are in Quo`);

  await run({ file }, async (engine) => {
    const before = await engine.store.processRepository.findById(toProcessId(processId));
    say(`second run: continues at ${before === undefined ? 0 : readCounts(before).processed} of ${PERSONS} persons`);
    const [ended] = await engine.waitFor(processId);
    if (ended === undefined) throw new Error('the sync is gone');
    const { processed, synced, failed, skipped } = readCounts(ended);
    say(
      `${ended.state}: ${processed} persons: ${synced} synced, ${failed} failed, ${skipped} skipped; ${pages} pages fetched in both runs`,
    );
    const expected = PERSONS - crm.expected.withoutPhone;
    const isRight = ended.state === 'COMPLETED' && processed === PERSONS && synced === expected && quo.size === expected;
    if (!isRight || pages >= (2 * PERSONS) / PAGE_SIZE) throw new Error(`wrong: Quo holds ${quo.size} of ${expected} contacts`);
    say(`right: Quo holds ${quo.size} contacts, one for each person with a phone number`);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

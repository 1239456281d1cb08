import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres, type TestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CONNECTOR_IDS } from './config/connector-ids.ts';
import { openCrm } from './test-support/open-crm.ts';
import { countDuplicates, openQuo, QUO_KEY, QUO_PARTNER_KEY } from './test-support/open-quo.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import { runInProcess } from './test-support/run-in-process.ts';

const PEOPLE = 250;
const STORES = ['memory', 'pglite', 'postgres'] as const;
const QUEUES = ['memory', 'sqs'] as const;

let postgres: TestPostgres;
let sqs: FauxqsServer;
let folder: string;

beforeAll(async () => {
  [postgres, sqs, folder] = await Promise.all([startTestPostgres(), startFauxqs({ port: 0, logger: false }), mkdtemp(join(tmpdir(), 'frigg-cli-'))]);
});
afterAll(async () => {
  await Promise.all([postgres.stop(), sqs.stop(), rm(folder, { recursive: true, force: true })]);
});

const CASES = CONNECTOR_IDS.flatMap((connector) => STORES.flatMap((store) => QUEUES.map((queue) => ({ connector, store, queue }))));

it.for(CASES)('syncs everybody from $connector with $store and $queue', async ({ connector, store, queue }) => {
  const [crm, quo] = await Promise.all([openCrm(connector, PEOPLE), openQuo()]);
  const stores = { memory: 'memory:', pglite: `pglite:${join(folder, `${connector}-${queue}`)}`, postgres: postgres.url };
  const queues = { memory: 'memory:', sqs: `sqs:${sqs.address.replace('localhost', '127.0.0.1')}` };
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
    const { exitCode, stdout, stderr } = await runInProcess(['sync', '--json', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const process = readOnlyProcess(stdout);
    expect(process).toMatchObject({ objectType: 'Person', state: 'COMPLETED', totalRecords: PEOPLE, processedRecords: PEOPLE, totalFailed: 0 });
    expect(process.pages).toEqual({ totalPages: 5, processedPages: 5, failedPages: 0 });
    expect(process.totalSkipped).toBeGreaterThan(0);
    expect(quo.sandbox.size).toBe(process.totalSynced);
    expect(countDuplicates(quo.sandbox)).toBe(0);
  } finally {
    await Promise.all([crm.close(), quo.close()]);
  }
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntegrationRepository, silentLogger, type CredentialVault, type Store } from '@frigg-crm/core';
import { createIntegrationServices, createSyncEngine } from '@frigg-crm/crm-base';
import { createMemoryQueue } from '@frigg-crm/memory';
import { openSqliteStore } from '@frigg-crm/sqlite';
import type { FriggRows } from '@frigg-crm/frigg/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONNECTORS } from './connectors.ts';
import { openFriggMongo, openFriggPostgres, type FriggDatabase } from './test-support/frigg-databases.ts';
import {
  argsOf,
  countsOf,
  fullSync,
  openFriggSample,
  readPeople,
  resultOf,
  rowsOf,
  SAMPLE,
  type FriggSample,
} from './test-support/frigg-sample.ts';
import { QUO_PARTNER_KEY } from './test-support/open-quo.ts';
import { startChild } from './test-support/run-child.ts';
import { openVault } from './wiring/open-vault.ts';
import { createIntegrationLoader } from './wiring/serve/load-integration.ts';

const INTEGRATIONS = 1000;
let folder: string;
let sample: FriggSample;
let rows: FriggRows;

beforeAll(async () => {
  [folder, sample] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-cli-')), openFriggSample()]);
  rows = rowsOf(sample, INTEGRATIONS);
  expect(rows.mappings.length).toBeGreaterThanOrEqual((INTEGRATIONS - SAMPLE.length) * 200);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), sample.close()]));

/** Runs until so many integrations are copied, and is killed there. */
async function runAndKill(args: readonly string[], integrations: number): Promise<void> {
  const child = startChild(args, {
    onLine(line) {
      const { integrations: done } = JSON.parse(line) as { integrations?: number };
      if (typeof done === 'number' && done >= integrations) child.kill('SIGKILL');
    },
  });
  expect(await child.finished).toMatchObject({ exitCode: null, stderr: '' });
}

/** As `frigg-crm serve` does, with the accounts connected again whose tokens it cannot refresh. */
async function syncSample(store: Store, vault: CredentialVault): Promise<void> {
  const engine = createSyncEngine({ store, queues: { fetch: createMemoryQueue(), work: createMemoryQueue(), isShared: false } });
  const loadIntegration = createIntegrationLoader({
    connectors: CONNECTORS,
    apps: {},
    vault,
    engine,
    quo: { url: sample.quo.url, requestsPerSecond: 10_000, partnerKey: QUO_PARTNER_KEY },
    retryDelaysMs: undefined,
    rateLimits: store.rateLimits,
    logger: silentLogger,
  });
  createIntegrationServices({ engine, vault, loadIntegration, webhookUrls: { quo: () => sample.quo.url, crm: () => sample.quo.url } });
  const records = await Promise.all(
    sample.crms.map(async ({ url, token }, index) => {
      const [record] = await createIntegrationRepository(store.documents).findByLookupKey(`company-${SAMPLE[index]}`);
      if (record === undefined) throw new Error('the integration is missing');
      const key = { integrationId: record.id, name: 'crm' };
      const expectedVersion = (await vault.read(key))?.version;
      await vault.write({ ...key, value: { url, token }, expectedVersion });
      return record;
    }),
  );
  const integrations = await Promise.all(records.map(loadIntegration));
  await fullSync({ engine, integrations: integrations.filter((one) => one !== undefined) });
}

describe.each([
  { title: 'PostgreSQL', open: openFriggPostgres },
  { title: 'MongoDB', open: openFriggMongo },
])('frigg-crm migrate from-frigg, from $title', ({ title, open }) => {
  let database: FriggDatabase;
  let args: readonly string[];
  let file: string;
  beforeAll(async () => {
    database = await open(rows);
    file = join(folder, `${title}.sqlite`);
    args = argsOf(sample, { database, file });
  });
  afterAll(async () => database.drop());

  it('P47: killed twice and run again, has all of it once', { timeout: 300_000 }, async () => {
    await runAndKill(args, 1);
    await runAndKill(args, INTEGRATIONS / 10);
    const ended = await startChild(args).finished;
    expect({ ...ended, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const { counts } = resultOf(ended.stdout);
    const whole = countsOf(sample, INTEGRATIONS, 'taken');
    expect(Object.values(counts).map(({ taken, present }) => taken + present)).toEqual(Object.values(whole).map(({ taken }) => taken));
    expect(counts.integrations.present).toBeGreaterThanOrEqual(INTEGRATIONS / 10);
    const store = await openSqliteStore({ file });
    const people = await readPeople(store);
    await store.close();
    const persons = whole.persons.taken;
    expect([people.length, new Set(people.map(({ state }) => state.quoContactId)).size]).toEqual([persons, persons]);
  });

  it('is followed by a full sync that writes nothing a second time', { timeout: 120_000 }, async () => {
    const store = await openSqliteStore({ file });
    const vault = await openVault({ store: { kind: 'sqlite', file } }, { env: {}, documents: store.documents });
    const before = structuredClone(sample.quo.sandbox.contacts());
    await syncSample(store, vault);
    await store.close();
    expect(before).toHaveLength(sample.integrations.reduce((sum, one) => sum + one.persons.length, 0));
    expect(sample.quo.sandbox.contacts()).toEqual(before);
  });
});

import { startTestMongo, type TestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { systemClock } from '@frigg-crm/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCrm, type OpenCrm } from './test-support/open-crm.ts';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import type { FinishedChild } from './test-support/run-child.ts';

const PEOPLE = 200;

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await startTestMongo();
});
afterAll(async () => mongo.stop());

interface TestSystem {
  readonly crm: OpenCrm;
  readonly quo: OpenQuo;
  sync(): Promise<FinishedChild>;
  processes(...args: readonly string[]): Promise<FinishedChild>;
  integrations(...args: readonly string[]): Promise<FinishedChild>;
}

async function withTestSystem(name: string, delayMs: number, act: (system: TestSystem) => Promise<void>): Promise<void> {
  const [crm, quo] = await Promise.all([openCrm('scaling-test', PEOPLE), openQuo({ delayMs })]);
  const store = new URL(mongo.url);
  store.pathname = `/${name}`;
  const flags = {
    connector: 'scaling-test',
    'crm-url': crm.url,
    'crm-token': crm.token,
    'quo-url': quo.url,
    'quo-key': QUO_KEY,
    store: store.href,
    workers: '2',
    'page-size': '10',
    'quo-rate': '10000',
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const env = { FRIGG_CRM_MAX_ATTEMPTS: '1', FRIGG_CRM_RETRY_DELAYS: '5' };
  try {
    await act({
      crm,
      quo,
      sync: async () => runInProcess(['sync', '--json', ...args], { env }),
      processes: async (...verb) => runInProcess(['processes', ...verb, '--store', store.href]),
      integrations: async (...verb) => runInProcess(['integrations', ...verb, '--store', store.href]),
    });
  } finally {
    await Promise.all([crm.close(), quo.close()]);
  }
}

interface Listed {
  readonly id: string;
  readonly integrationId: string;
  readonly state: string;
  readonly processedRecords: number;
}

async function list({ processes }: TestSystem, ...args: readonly string[]): Promise<readonly Listed[]> {
  const { stdout } = await processes('list', '--json', ...args);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Listed);
}

async function until<Result>(look: () => Promise<Result | undefined>): Promise<Result> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await systemClock.sleep(20);
  }
}

it('pauses and resumes a sync that another program works on, and says why it stands still', async () => {
  await withTestSystem('pause', 20, async (system) => {
    const running = system.sync();
    const { id } = await until(async () => (await list(system, '--active')).find(({ processedRecords }) => processedRecords > 0));
    expect(await system.processes('pause', id)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('PAUSED (OPERATOR)') });
    expect(await list(system, '--state', 'PAUSED')).toMatchObject([{ id }]);
    const explained = await system.processes('explain', id);
    expect(explained.stdout).toMatch(/why: OPERATOR: [^\n]+\n(.*\n)*you can: resume, cancel\n$/);
    expect(await system.processes('resume', id)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readOnlyProcess((await running).stdout)).toMatchObject({ id, state: 'COMPLETED', processedRecords: PEOPLE });
    expect((await system.processes('show', id)).stdout).toContain('"state": "COMPLETED"');
    expect((await system.processes('cancel', id)).stdout).toContain('COMPLETED');
    expect(await system.processes('redrive', id)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/nothing of it is left to redrive\n$/),
    });
  });
});

it('F18: releases the throttle of an API that named a time that is far too long, and the program at work goes on at once', async () => {
  await withTestSystem('throttle', 20, async (system) => {
    const running = system.sync();
    await until(async () => (await list(system, '--active')).find(({ processedRecords }) => processedRecords > 0));
    system.quo.throttle(3_600_000);
    const { id, integrationId } = await until(async () => (await list(system, '--state', 'PAUSED'))[0]);
    expect((await system.processes('explain', id)).stdout).toContain('why: RATE_LIMITED');
    system.quo.throttle(undefined);
    const released = await system.integrations('release-throttle', integrationId);
    expect(released).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining(`${integrationId} may call its APIs again\n`),
    });
    expect(released.stdout).toContain(id);
    expect(released.stdout).not.toContain('RATE_LIMITED');
    expect(readOnlyProcess((await running).stdout)).toMatchObject({ id, state: 'COMPLETED', processedRecords: PEOPLE });
    expect((await system.integrations('release-throttle', integrationId, '--json')).stdout).toBe(
      `${JSON.stringify({ type: 'throttle', integrationId, wasThrottled: false })}\n`,
    );
  });
});

it('redrives what failed; the next sync finishes it with exact numbers', async () => {
  await withTestSystem('redrive', 0, async (system) => {
    system.crm.breakPage('3');
    const failed = readOnlyProcess((await system.sync()).stdout);
    expect(failed).toMatchObject({ state: 'ERROR', pages: { failedPages: 1 } });
    system.crm.breakPage(undefined);
    expect(await system.processes('redrive', failed.id, '--pages', '2-20')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('has no page 20'),
    });
    expect(await system.processes('redrive', failed.id, '--pages', '0-2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('nothing of it'),
    });
    const redriven = await system.processes('redrive', failed.id, '--pages', '2-4,7');
    expect(redriven).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('PROCESSING_BATCHES') });
    system.crm.pageRequests.clear();
    const finished = await system.sync();
    expect(readOnlyProcess(finished.stdout)).toMatchObject({
      id: failed.id,
      state: 'COMPLETED',
      processedRecords: PEOPLE,
      pages: { failedPages: 0 },
    });
    expect([...system.crm.pageRequests.keys()]).toEqual(['3']);
    expect(system.quo.sandbox.size).toBe(readOnlyProcess(finished.stdout).totalSynced);
  });
});

it('cancels a sync that another program works on', async () => {
  await withTestSystem('cancel', 20, async (system) => {
    const running = system.sync();
    const { id } = await until(async () => (await list(system, '--active')).find(({ processedRecords }) => processedRecords > 0));
    expect((await system.processes('cancel', id)).stdout).toContain('CANCELLED');
    expect(await running).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Person ended as CANCELLED') });
    expect(await list(system, '--active')).toEqual([]);
  });
});

it.each([
  [['processes', 'list'], /--store .*is missing/],
  [['processes', 'list', '--store', 'memory:'], /memory: ends with its program/],
  [['processes', 'show'], /missing required argument 'process-id'/],
  [['processes', 'explode', 'x'], /unknown command/],
  [['integrations', 'release-throttle'], /missing required argument 'integration-id'/],
  [['processes', 'list', '--store', 'pglite:x', '--state', 'NOWHERE'], /--state .*must be one of INITIALIZING/],
  [['processes', 'redrive', 'x', '--store', 'pglite:x', '--only', 'people'], /--only .*must be pages or records/],
  [['processes', 'redrive', 'x', '--store', 'pglite:x', '--pages', '9-7'], /--pages .*such as 3,7-9/],
  [
    ['processes', 'redrive', 'x', '--store', 'pglite:x', '--pages', '3', '--only', 'records'],
    /--pages .*cannot be combined with --only records/,
  ],
])('refuses %j', async (args, message) => {
  const { exitCode, stderr } = await runInProcess(args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});

it('says that there is no such process, and lists nothing where nothing is', async () => {
  await withTestSystem('nothing', 0, async (system) => {
    for (const verb of ['show', 'explain', 'export', 'pause', 'resume', 'cancel', 'redrive'])
      expect(await system.processes(verb, 'x')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('x') });
    expect((await system.processes('list')).stdout).toBe('no process\n');
  });
});

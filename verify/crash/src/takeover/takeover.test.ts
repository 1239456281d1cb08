import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { openSandboxes } from '../test-support/sandboxes.ts';
import { countSettled, openTestSystem } from '../test-support/test-system.ts';
import { PAGE_SIZE } from '../worker/worker-input.ts';
import { startEmbeddedRun, type EmbeddedRun } from './embedded-run.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frigg-crash-embedded-'));
});
afterAll(async () => {
  await killPrograms();
  await rm(folder, { recursive: true, force: true });
});

const TIMEOUT_MS = 120_000;
const MAX_TAKEOVER_MS = 5000;
const ATTEMPTS = 3;
/** Slow enough that the run is not over when its worker is killed. */
const SLOW = { connector: 'pipedrive', people: 300, quoLatencyMs: 20 } as const;

/**
 * Kills the worker that is at work until a successor is fast enough. A machine that is busy with something else makes a
 * takeover longer and never shorter, so the shortest is what counts.
 */
async function shortestTakeover(setUp: string, killAndWait: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  do taken.push(await killAndWait());
  while (Math.min(...taken) >= MAX_TAKEOVER_MS && taken.length < ATTEMPTS);
  process.stdout.write(`takeover, ${setUp}: ${taken.join(', ')} ms from kill -9 to the next settled page\n`);
  return Math.min(...taken);
}

it('embedded, the command that is started again goes on within 5 s of kill -9', { timeout: TIMEOUT_MS }, async () => {
  const sandboxes = await openSandboxes(SLOW);
  const start = (): EmbeddedRun => startEmbeddedRun(join(folder, 'store.sqlite'), sandboxes, inject('servers'));
  try {
    let run = start();
    const takeoverMs = await shortestTakeover('embedded', async () => {
      await run.processed(3 * PAGE_SIZE);
      await run.kill();
      const killedAtMs = Date.now();
      run = start();
      await run.processed(1);
      return Date.now() - killedAtMs;
    });
    await run.ended;
    expect(run.exitCode).toBe(0);
    expect(takeoverMs).toBeLessThan(MAX_TAKEOVER_MS);
    const written = sandboxes.quo.sandbox.contacts().map(({ externalId }) => externalId ?? '');
    expect(written.toSorted()).toEqual(sandboxes.expected.contacts);
  } finally {
    await killPrograms();
    await sandboxes.close();
  }
});

it('a second program on the same PostgreSQL takes a sync over within 5 s of kill -9', { timeout: TIMEOUT_MS }, async () => {
  const system = await openTestSystem(inject('servers'), { integrationId: 'two-programs', ...SLOW });
  try {
    let atWork = system.startWorker({ queues: 'memory', start: true });
    await atWork.says('started');
    const takeoverMs = await shortestTakeover('two programs on one PostgreSQL', async () => {
      const successor = system.startWorker({ queues: 'memory' });
      await successor.says('ready');
      await system.untilSettled(countSettled(await system.findProcess()) + 2);
      await atWork.kill();
      const killedAtMs = Date.now();
      await system.untilSettled(countSettled(await system.findProcess()) + 1);
      atWork = successor;
      return Date.now() - killedAtMs;
    });
    await system.untilEnded();
    expect(await system.outcome()).toEqual(system.expected);
    expect(takeoverMs).toBeLessThan(MAX_TAKEOVER_MS);
  } finally {
    await system.close();
  }
});

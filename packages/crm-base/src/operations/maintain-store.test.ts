import { StorageError } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { createTestSystem } from '../test-support/test-system.ts';

const HOUR_MS = 3_600_000;

it('maintains the store of an engine about once an hour, also after a failure and a call that hangs, and ends with the program', async () => {
  const { clock, logger, log } = createTestSystem();
  const moments: number[] = [];
  const startMs = clock.now();
  const maintain = async (): Promise<void> => {
    moments.push((clock.now() - startMs) / HOUR_MS);
    if (moments.length === 1) throw new StorageError('the disk is full');
    if (moments.length === 2) await new Promise(() => {});
  };
  // One round of the watchdog an hour, for the test's sake.
  const watchdog = { intervalMs: HOUR_MS };
  const { engine, integration, stop } = createSyncSystem({ clock, engine: { store: { maintain }, watchdog, logger } });
  const running = engine.runWatchdog({ resolveIntegration: async () => integration, signal: stop.signal });
  await clock.advance(4 * HOUR_MS);
  stop.abort();
  await clock.runUntil(running);
  // From half of an hour to a whole one between two, by chance; the one that hangs is abandoned after five minutes.
  expect(moments.map((moment) => moment.toFixed(2))).toEqual(['0.75', '1.50', '2.33', '3.08', '3.83']);
  expect(log.map((line) => JSON.parse(line) as object)).toEqual([
    { code: 'STORAGE_FAILED', message: 'the maintenance of the store failed; it is repeated' },
    { code: 'WORK_TIMED_OUT', message: 'the maintenance of the store failed; it is repeated' },
  ]);
  expect(clock.sleeping).toBe(0);
});

it('is part of the workers of a program, unless they run without a watchdog', async () => {
  let calls = 0;
  const maintain = async (): Promise<void> => {
    calls += 1;
  };
  const { clock, engine, integration, stop } = createSyncSystem({ engine: { store: { maintain }, watchdog: { intervalMs: HOUR_MS } } });
  const resolveIntegration = async (): Promise<typeof integration> => integration;
  const without = new AbortController();
  const idle = engine.runWorkers({ resolveIntegration, withWatchdog: false, signal: without.signal });
  await clock.advance(2 * HOUR_MS);
  without.abort();
  await clock.runUntil(idle);
  expect(calls).toBe(0);
  const working = engine.runWorkers({ resolveIntegration, signal: stop.signal });
  await clock.advance(HOUR_MS);
  stop.abort();
  await clock.runUntil(working);
  expect(calls).toBe(1);
});

it('is part of the turns that a host calls by schedule, once an hour however many hosts there are, also after a failure', async () => {
  const { clock, logger, log } = createTestSystem();
  const moments: number[] = [];
  const startMs = clock.now();
  const maintain = async (): Promise<void> => {
    moments.push((clock.now() - startMs) / HOUR_MS);
    if (moments.length === 1) throw new StorageError('the disk is full');
  };
  const { engine, integration } = createSyncSystem({
    clock,
    engine: { store: { documents: createMemoryDocumentStore(), maintain }, logger },
  });
  const turn = async (): Promise<unknown> => engine.runWatchdogOnce({ resolveIntegration: async () => integration });
  for (let minute = 0; minute < 190; minute += 1) {
    await clock.runUntil(Promise.all([turn(), turn()]));
    await clock.advance(60_000);
  }
  expect(moments).toEqual([1, 2, 3]);
  const failed = { code: 'STORAGE_FAILED', message: 'the maintenance of the store failed; it is repeated' };
  expect(log.map((line) => JSON.parse(line) as object)).toContainEqual(failed);
});

import { readProgress, toIso, toProcessProgress, type Process, type RateLimits } from '@frigg-crm/core';
import { ApiRateLimitedError, ApiUnavailableError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, type SyncSystem } from '../test-support/sync-system.ts';

/** A single attempt: whatever uses up one fails the sync. */
const config = { syncConfig: { initialBatchSize: 10, catchUp: false }, queueConfig: { maxAttempts: 1 } };
const facts = { api: 'Fake', operation: 'GET /people', status: 429 };
const counted = (process: Process): number => readProgress(process).processedRecords;

/** @returns what throws while less than `forMs` have passed since the first call. */
function limitedFor(harness: SyncSystem, forMs: number, retryAfterMs: number): () => void {
  let untilMs: number | undefined;
  return () => {
    untilMs ??= harness.clock.now() + forMs;
    if (harness.clock.now() < untilMs) throw new ApiRateLimitedError(facts, retryAfterMs);
  };
}

it('waits as long as the CRM asks, without using up an attempt', async () => {
  const harness = createSyncSystem({ people: fakePeople(100), config });
  const startMs = harness.clock.now();
  harness.crm.beforePage = limitedFor(harness, 120_000, 120_000);
  const process = await runInitialSync(harness);
  expect([process.state, counted(process)]).toEqual(['COMPLETED', 100]);
  expect(harness.clock.now() - startMs).toBeGreaterThanOrEqual(120_000);
  expect(harness.crm.pages.filter(({ page }) => page === 0)).toHaveLength(2);
});

it('waits as long as Quo asks for single people, and counts each once', async () => {
  const harness = createSyncSystem({ people: fakePeople(100), config });
  let left = 20;
  harness.quo.answer = ({ externalId }) =>
    (left -= 1) >= 0 ? { kind: 'unavailable', externalId, error: new ApiRateLimitedError(facts, 30_000) } : undefined;
  const process = await runInitialSync(harness);
  expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
  expect(readProgress(process).totalSynced).toBe(100);
});

it('uses up an attempt when people fail for another reason as well', async () => {
  const harness = createSyncSystem({ people: fakePeople(10), config });
  harness.quo.answer = ({ externalId }) => {
    if (externalId === 'p1') return { kind: 'unavailable', externalId, error: new ApiRateLimitedError(facts, 1000) };
    if (externalId === 'p2') return { kind: 'unavailable', externalId, error: new ApiUnavailableError({ ...facts, status: 503 }) };
    return undefined;
  };
  const process = await runInitialSync(harness);
  expect([process.state, readProgress(process).totalFailed]).toEqual(['ERROR', 2]);
});

it('says while it waits until when, and keeps the workers free', async () => {
  const harness = createSyncSystem({ people: fakePeople(100), config });
  harness.crm.beforePage = limitedFor(harness, 200_000, 200_000);
  const workers = harness.start();
  const { processIds } = await harness.integration.startInitialSync();
  const id = processIds[0] ?? '';
  const until = toIso(harness.clock.now() + 200_000);
  const process = await harness.when(id, (each) => toProcessProgress(each).waiting !== null);
  expect(toProcessProgress(process).waiting).toMatchObject({ code: 'RATE_LIMITED', until });
  await harness.clock.advance(60_000);
  expect((await harness.engine.steering.explain(id)).why).toMatchObject({ code: 'RATE_LIMITED', until });
  // The message waits in the queue, not in a worker.
  expect(harness.fetch.size).toMatchObject({ delayed: 1, inFlight: 0 });
  const ended = await harness.when(id, ({ endedAt }) => endedAt !== null);
  expect([ended.state, toProcessProgress(ended).waiting]).toEqual(['COMPLETED', null]);
  await harness.halt([harness.machine, workers]);
});

it('pauses over a quota of a day, and goes on by itself when the day is over', async () => {
  const harness = createSyncSystem({ people: fakePeople(100), config, engine: { watchdog: { intervalMs: 60_000 } } });
  const dayMs = 20 * 3_600_000;
  harness.quo.beforeBatch = limitedFor(harness, dayMs, dayMs);
  const workers = harness.start();
  const { processIds } = await harness.integration.startInitialSync();
  const id = processIds[0] ?? '';
  const paused = await harness.when(id, ({ state }) => state === 'PAUSED');
  expect(paused.ledger.paused?.reason).toMatchObject({ code: 'RATE_LIMITED', until: expect.any(String) });
  await harness.clock.advance(dayMs);
  const process = await harness.when(id, ({ endedAt }) => endedAt !== null);
  expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
  await harness.halt([harness.machine, workers]);
});

it('fails one day, when an API never stops refusing', async () => {
  const harness = createSyncSystem({ people: fakePeople(10), config, engine: { watchdog: { intervalMs: 600_000 } } });
  harness.crm.beforePage = () => {
    throw new ApiRateLimitedError(facts, 800_000);
  };
  const workers = harness.start();
  const { processIds } = await harness.integration.startInitialSync();
  await harness.clock.advance(28 * 3_600_000);
  expect((await harness.find(processIds[0] ?? '')).state).toBe('ERROR');
  await harness.halt([harness.machine, workers]);
});

it('tells other machines, and goes on when they cannot be told', async () => {
  const parked: string[] = [];
  const deaf: RateLimits = {
    reserve: async () => 0,
    park: async (key, forMs) => {
      parked.push(`${key} for ${forMs}`);
      throw new Error('no store');
    },
    parkedFor: async () => Promise.reject(new Error('no store')),
  };
  const harness = createSyncSystem({ people: fakePeople(20), config, engine: { rateLimits: deaf } });
  harness.crm.beforePage = limitedFor(harness, 5000, 5000);
  expect((await runInitialSync(harness)).state).toBe('COMPLETED');
  expect(parked[0]).toBe('tenant/i1 for 5000');
});

it('obeys what another machine was told', async () => {
  const told: RateLimits = {
    reserve: async () => 0,
    park: async () => {},
    parkedFor: async (keys) =>
      new Map(keys.map((key) => [key, Math.max(0, untilMs - harness.clock.now())] as const).filter(([, ms]) => ms > 0)),
  };
  const harness = createSyncSystem({ people: fakePeople(20), config, engine: { rateLimits: told } });
  const untilMs = harness.clock.now() + 300_000;
  const startMs = harness.clock.now();
  const process = await runInitialSync(harness);
  expect(process.state).toBe('COMPLETED');
  expect(harness.clock.now() - startMs).toBeGreaterThanOrEqual(300_000);
});

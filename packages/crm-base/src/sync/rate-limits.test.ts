import { readProgress, toProcessProgress, type MessageQueue, type Process, type RateLimits } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { ApiRateLimitedError, ApiUnavailableError } from '@frigg-crm/http';
import { createMemoryRateLimits } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createSyncControl } from '../operations/create-sync-control.ts';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, type SyncSystem } from '../test-support/sync-system.ts';

/** A single attempt: whatever uses up one fails the sync. */
const config = { syncConfig: { initialBatchSize: 10, catchUp: false }, queueConfig: { maxAttempts: 1 } };
const facts = { api: 'Fake', operation: 'GET /people', status: 429 };
const counted = (process: Process): number => readProgress(process).processedRecords;

/** @returns what throws while less than `forMs` have passed since the first call. */
function limitedFor(system: SyncSystem, forMs: number, retryAfterMs: number): () => void {
  let untilMs: number | undefined;
  return () => {
    untilMs ??= system.clock.now() + forMs;
    if (system.clock.now() < untilMs) throw new ApiRateLimitedError(facts, retryAfterMs);
  };
}

it('waits as long as the CRM asks, without using up an attempt', async () => {
  const system = createSyncSystem({ people: fakePeople(100), config });
  const startMs = system.clock.now();
  system.crm.beforePage = limitedFor(system, 120_000, 120_000);
  const process = await runInitialSync(system);
  expect([process.state, counted(process)]).toEqual(['COMPLETED', 100]);
  expect(system.clock.now() - startMs).toBeGreaterThanOrEqual(120_000);
  expect(system.crm.pages.filter(({ page }) => page === 0)).toHaveLength(2);
});

it('waits as long as Quo asks for single people, and counts each once', async () => {
  const system = createSyncSystem({ people: fakePeople(100), config });
  let left = 20;
  system.quo.answer = ({ externalId }) =>
    (left -= 1) >= 0 ? { kind: 'unavailable', externalId, error: new ApiRateLimitedError(facts, 30_000) } : undefined;
  const process = await runInitialSync(system);
  expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
  expect(readProgress(process).totalSynced).toBe(100);
});

it('sends one successor of each deferred message, however often the queue delivers every message', async () => {
  let sent = 0;
  const delivering = (queue: MessageQueue): MessageQueue => ({
    limits: queue.limits,
    async send(messages, options) {
      sent += messages.length;
      await queue.send([...messages, ...messages], options);
    },
    consume: async (handler, options) => queue.consume(handler, options),
    close: async () => queue.close(),
  });
  const system = createSyncSystem({ people: fakePeople(10), config, wrapQueue: delivering });
  const isLimited = limitedFor(system, 60_000, 1000);
  system.quo.beforeBatch = async () => isLimited();
  const process = await runInitialSync(system);
  expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 10, 10]);
  // A minute in steps of one to four seconds; each chain of the first few deliveries goes on alone.
  expect(sent).toBeLessThan(300);
});

it('uses up an attempt when people fail for another reason as well', async () => {
  const system = createSyncSystem({ people: fakePeople(10), config });
  system.quo.answer = ({ externalId }) => {
    if (externalId === 'p1') return { kind: 'unavailable', externalId, error: new ApiRateLimitedError(facts, 1000) };
    if (externalId === 'p2') return { kind: 'unavailable', externalId, error: new ApiUnavailableError({ ...facts, status: 503 }) };
    return undefined;
  };
  const process = await runInitialSync(system);
  expect([process.state, readProgress(process).totalFailed]).toEqual(['ERROR', 2]);
});

it('says while it waits until when, and keeps the workers free', async () => {
  const system = createSyncSystem({ people: fakePeople(100), config });
  system.crm.beforePage = limitedFor(system, 200_000, 200_000);
  const workers = system.start();
  const { processIds } = await system.integration.startInitialSync();
  const id = processIds[0] ?? '';
  const until = toIso(system.clock.now() + 200_000);
  const process = await system.when(id, (each) => toProcessProgress(each).waiting !== null);
  expect(toProcessProgress(process).waiting).toMatchObject({ code: 'RATE_LIMITED', until });
  await system.clock.advance(60_000);
  expect((await system.engine.control.explain(id)).why).toMatchObject({ code: 'RATE_LIMITED', until });
  // The message waits in the queue, not in a worker.
  expect(system.fetch.size).toMatchObject({ delayed: 1, inFlight: 0 });
  const ended = await system.when(id, ({ endedAt }) => endedAt !== null);
  expect([ended.state, toProcessProgress(ended).waiting]).toEqual(['COMPLETED', null]);
  await system.halt([system.machine, workers]);
});

it('pauses over a quota of a day, and goes on by itself when the day is over', async () => {
  const system = createSyncSystem({ people: fakePeople(100), config, engine: { watchdog: { intervalMs: 60_000 } } });
  const dayMs = 20 * 3_600_000;
  system.quo.beforeBatch = limitedFor(system, dayMs, dayMs);
  const workers = system.start();
  const { processIds } = await system.integration.startInitialSync();
  const id = processIds[0] ?? '';
  const paused = await system.when(id, ({ state }) => state === 'PAUSED');
  expect(paused.ledger.paused?.reason).toMatchObject({ code: 'RATE_LIMITED', until: expect.any(String) });
  await system.clock.advance(dayMs);
  const process = await system.when(id, ({ endedAt }) => endedAt !== null);
  expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
  await system.halt([system.machine, workers]);
});

it('fails one day, when an API never stops refusing', async () => {
  const system = createSyncSystem({ people: fakePeople(10), config, engine: { watchdog: { intervalMs: 600_000 } } });
  system.crm.beforePage = () => {
    throw new ApiRateLimitedError(facts, 800_000);
  };
  const workers = system.start();
  const { processIds } = await system.integration.startInitialSync();
  await system.clock.advance(28 * 3_600_000);
  expect((await system.find(processIds[0] ?? '')).state).toBe('ERROR');
  await system.halt([system.machine, workers]);
});

it('shares the limit with other machines, and goes on when that fails', async () => {
  const parked: string[] = [];
  const deaf: RateLimits = {
    reserve: async () => 0,
    park: async (key, forMs) => {
      parked.push(`${key} for ${forMs}`);
      throw new Error('no store');
    },
    unpark: async () => Promise.reject(new Error('no store')),
    parkedFor: async () => Promise.reject(new Error('no store')),
  };
  const system = createSyncSystem({ people: fakePeople(20), config, engine: { store: { rateLimits: deaf } } });
  system.crm.beforePage = limitedFor(system, 5000, 5000);
  expect((await runInitialSync(system)).state).toBe('COMPLETED');
  expect(parked[0]).toBe('tenant/i1 for 5000');
});

it('obeys the limit that another machine met', async () => {
  const reported: RateLimits = {
    reserve: async () => 0,
    park: async () => {},
    unpark: async () => false,
    parkedFor: async (keys) =>
      new Map(keys.map((key) => [key, Math.max(0, untilMs - system.clock.now())] as const).filter(([, ms]) => ms > 0)),
  };
  const system = createSyncSystem({ people: fakePeople(20), config, engine: { store: { rateLimits: reported } } });
  const untilMs = system.clock.now() + 300_000;
  const startMs = system.clock.now();
  const process = await runInitialSync(system);
  expect(process.state).toBe('COMPLETED');
  expect(system.clock.now() - startMs).toBeGreaterThanOrEqual(300_000);
});

it.each([
  ['for a day, so that the sync is paused', 86_400_000, 'PAUSED'],
  ['for minutes, so that its messages wait in the queue', 800_000, 'FETCHING_TOTAL'],
])('F18: is released by an operator of another program when an API throttled it %s', async (_how, forMs, state) => {
  const clock = createVirtualClock();
  const rateLimits = createMemoryRateLimits({ clock });
  const system = createSyncSystem({ clock, people: fakePeople(50), config, engine: { store: { rateLimits } } });
  let isBogus = true;
  system.crm.beforePage = () => {
    if (!isBogus) return;
    throw new ApiRateLimitedError(facts, forMs, { rateLimitKey: 'fake:account-1' });
  };
  await rateLimits.park('fake:account-1', forMs);
  const workers = system.start();
  const { processIds } = await system.integration.startInitialSync();
  const id = processIds[0] ?? '';
  await system.when(id, (process) => toProcessProgress(process).waiting !== null && process.state === state);
  isBogus = false;
  const startMs = clock.now();
  const control = createSyncControl({ processRepository: system.processes, mappingRepository: system.mappings, rateLimits, clock });
  const released = await clock.runUntil(control.releaseThrottle('i1'));
  expect(released).toMatchObject({ wasThrottled: true, resumed: [{ id }] });
  expect(await rateLimits.parkedFor(['fake:account-1', 'tenant/i1'])).toEqual(new Map());
  expect((await system.when(id, ({ endedAt }) => endedAt !== null)).state).toBe('COMPLETED');
  expect(clock.now() - startMs).toBeLessThan(60_000);
  expect(await clock.runUntil(control.releaseThrottle('i1'))).toEqual({ wasThrottled: false, resumed: [] });
  await system.halt([system.machine, workers]);
});

it('F18: leaves a sync paused that an operator has paused, when a throttle is released', async () => {
  const system = createSyncSystem({ people: fakePeople(50), config });
  system.crm.beforePage = limitedFor(system, 600_000, 600_000);
  const workers = system.start();
  const { processIds } = await system.integration.startInitialSync();
  const id = processIds[0] ?? '';
  await system.when(id, (process) => toProcessProgress(process).waiting !== null);
  await system.engine.control.pauseSync(id);
  expect(await system.engine.control.releaseThrottle('i1')).toEqual({ wasThrottled: true, resumed: [] });
  expect((await system.find(id)).state).toBe('PAUSED');
  expect((await system.engine.control.explain(id)).why.code).toBe('OPERATOR');
  await system.halt([system.machine, workers]);
});

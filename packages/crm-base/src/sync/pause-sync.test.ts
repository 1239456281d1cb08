import type { Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { ApiRateLimitedError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync, type SyncSystem } from '../test-support/sync-system.ts';
import { pauseSync } from './pause-sync.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const facts = { api: 'Fake', operation: 'GET /people', status: 429 };
const HOUR_MS = 3_600_000;

function withQuotaUntil(system: SyncSystem, untilMs: number): void {
  system.crm.beforePage = () => {
    if (system.clock.now() < untilMs) throw new ApiRateLimitedError(facts, untilMs - system.clock.now());
  };
}

it('F17: is paused again until the same moment when it was resumed by hand before', async () => {
  const system = createSyncSystem({ people: fakePeople(30), config, engine: { watchdog: { intervalMs: 60_000 } } });
  const untilMs = system.clock.now() + HOUR_MS;
  withQuotaUntil(system, untilMs);
  const workers = system.start();
  const id = await startSync(system);
  const isPaused = ({ state }: Process): boolean => state === 'PAUSED';
  for (let round = 0; round < 3; round += 1) {
    const paused = await system.when(id, isPaused);
    expect(paused.ledger.paused?.reason?.until).toBe(toIso(untilMs));
    await system.engine.control.resumeSync(id);
  }
  await system.when(id, isPaused);
  await system.clock.advance(HOUR_MS);
  const process = await system.when(id, ({ endedAt }) => endedAt !== null);
  expect([process.state, system.quo.stored.size]).toEqual(['COMPLETED', 30]);
  await system.halt([system.machine, workers]);
});

it('F17: is paused although another worker that saw the same version was faster, and an operator resumed it since', async () => {
  const system = createSyncSystem({ people: fakePeople(30), config });
  const process = await system.find(await startSync(system));
  const reason = { code: 'RATE_LIMITED', message: 'wait', until: toIso(system.clock.now() + HOUR_MS) };
  const { processManager } = system.engine;
  await pauseSync({ processManager }, process, reason);
  await processManager.resume(process.id);
  await pauseSync({ processManager }, process, reason);
  expect((await system.find(process.id)).state).toBe('PAUSED');
  await processManager.cancel(process.id);
  await pauseSync({ processManager }, process, reason);
  expect((await system.find(process.id)).state).toBe('CANCELLED');
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readProgress } from '@frigg-crm/core';
import { createMemoryRateLimits } from '@frigg-crm/memory';
import { createQuoBudgets } from '@frigg-crm/quo';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createFriggSystem, type FriggSystem } from '../test-support/frigg-system.ts';

const PEOPLE = 500;

/** Five invocations at once, as Frigg reserves them, against an account that allows ten requests per second. */
function createSlowSystem(host: { readonly maxWaitMs?: number } = {}): FriggSystem {
  const clock = createVirtualClock();
  const rateLimits = createMemoryRateLimits({ clock });
  const makeBudget = () => createQuoBudgets({ rateLimits, clock }).forKey('key');
  return createFriggSystem({ people: PEOPLE, concurrency: 5, clock, makeBudget, quoLatencyMs: 120, options: { host } });
}

/** Runs a sync to its end, with exact numbers. @returns the seconds that its invocations waited, all in all. */
async function waitedSeconds(system: FriggSystem): Promise<number> {
  let waitedMs = 0;
  const listen = (message: unknown): void => void (waitedMs += (message as { waitedMs: number }).waitedMs);
  subscribe('frigg-crm:waited', listen);
  await system.app.create({ id: 17, userId: 5, config: {}, externalIds: [] });
  const process = await system.untilSynced();
  unsubscribe('frigg-crm:waited', listen);
  const { processedRecords, totalSynced } = readProgress(process);
  expect([process.state, processedRecords, totalSynced, system.quo.size]).toEqual(['COMPLETED', PEOPLE, PEOPLE, PEOPLE]);
  expect([system.app.stats.failed, system.app.stats.expired, system.quo.stats.conflicts]).toEqual([[], 0, 0]);
  return waitedMs / 1000;
}

it('B52: a sync that needs more requests than Quo allows waits between its invocations, not inside them', async () => {
  const [bounded, unbounded] = [createSlowSystem(), createSlowSystem({ maxWaitMs: Number.POSITIVE_INFINITY })];
  const [waits, waitsWithoutBound] = [await waitedSeconds(bounded), await waitedSeconds(unbounded)];
  expect(bounded.app.stats.deepest).toBeLessThan(16);
  expect(waitsWithoutBound).toBeGreaterThan(100);
  expect(waits).toBeLessThan(waitsWithoutBound / 5);
  expect(bounded.app.stats.billedMs).toBeLessThan(unbounded.app.stats.billedMs / 2);
});

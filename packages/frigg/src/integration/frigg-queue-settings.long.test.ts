import { readProgress } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { createFriggSystem } from '../test-support/frigg-system.ts';

it('B52: syncs 20,000 persons through the queue of Frigg although every seventh message is lost, with exact numbers', async () => {
  const { app, quo, untilSynced, processes } = createFriggSystem({ people: 20_000, loseEvery: 7 });
  await app.create({ id: 17, userId: 5, config: {}, externalIds: [] });
  const process = await untilSynced();
  const { processedRecords, totalSynced, totalFailed, totalSkipped } = readProgress(process);
  expect([process.state, processedRecords, totalSynced, totalFailed, totalSkipped]).toEqual(['COMPLETED', 20_000, 20_000, 0, 0]);
  expect([quo.size, quo.stats.conflicts]).toEqual([20_000, 0]);
  expect((await processes()).every(({ state }) => state === 'COMPLETED')).toBe(true);
  const { deepest, longestMs, failed, expired, lost } = app.stats;
  expect(deepest).toBeLessThan(16);
  expect(lost).toBeGreaterThan(30);
  // No invocation waits: neither for room, nor for a limit, nor for another one.
  expect(longestMs).toBeLessThan(30_000);
  expect([failed, expired]).toEqual([[], 0]);
}, 300_000);

import {
  ApplyProcessUpdates,
  CreateProcess,
  QueuedProcessUpdates,
  StorageError,
  readProgress,
  runProcessUpdateConsumer,
  toProcessId,
  type Process,
  type ProcessRepository,
  type ProcessUpdate,
} from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { createTestSystem } from '../test-support/test-system.ts';

interface CountingRepository extends ProcessRepository {
  saves: number;
  /** How many of the next saves fail. */
  failures: number;
}

/** As much of a repository as updates need. */
function aRepository(): CountingRepository {
  const rows = new Map<string, Process>();
  return {
    saves: 0,
    failures: 0,
    async create(process) {
      rows.set(process.id, process);
    },
    findById: async (id) => rows.get(id),
    findByIds: async (ids) => ids.flatMap((id) => rows.get(id) ?? []),
    find: async () => [...rows.values()],
    async save(process) {
      this.failures -= 1;
      if (this.failures >= 0) throw new StorageError('away');
      this.saves += 1;
      const stored = { ...process, version: process.version + 1 };
      rows.set(process.id, stored);
      return stored;
    },
    async deleteById(id) {
      rows.delete(id);
    },
  };
}

it('folds what SQS hands out of one process together in one save, and in order after a failure', async () => {
  const { clock, sqs, queue } = createTestSystem({ fifo: true, maxReceiveCount: 5 });
  const processRepository = aRepository();
  const applyProcessUpdates = new ApplyProcessUpdates({ processRepository, clock });
  const createProcess = new CreateProcess({ processRepository, ids: { next: () => 'p1' } });
  await createProcess.execute({ userId: 'u', integrationId: 'i', name: 'n', type: 'EXPORT' });
  const processId = toProcessId('p1');
  const updates = Array.from({ length: 10 }, (_, unit): ProcessUpdate => {
    const counts = { synced: 1, failed: 0, skipped: 0 };
    return { type: 'SETTLE_UNIT', processId, updateId: `unit#${unit}`, unit, outcome: 'PROCESSED', counts };
  });
  const sink = new QueuedProcessUpdates({ queue });
  await sink.submit(updates);
  // A producer that got no response sends again: SQS knows the deduplication ids.
  await sink.submit(updates);
  expect(sqs.messages).toHaveLength(10);
  const stop = new AbortController();
  const consuming = runProcessUpdateConsumer({ queue, applyProcessUpdates, signal: stop.signal });
  await clock.advance(1000);
  expect([processRepository.saves, sqs.messages.length]).toEqual([1, 0]);

  processRepository.failures = 2;
  await sink.submit([
    { type: 'UPDATE_STATE', processId, updateId: 'run', state: 'RUNNING', contextUpdates: { step: 1 } },
    { type: 'EXPECT_UNITS', processId, updateId: 'close', expectedUnits: 10, closed: true },
  ]);
  await clock.advance(60_000);
  const process = await processRepository.findById(processId);
  expect(process).toMatchObject({ state: 'COMPLETED', context: { step: 1 } });
  expect(process && readProgress(process).totalSynced).toBe(10);
  expect([sqs.messages, sqs.deadLetters]).toEqual([[], []]);
  stop.abort();
  await clock.runUntil(consuming);
});

import { FriggCrmError, StorageError, readProgress, type Process, type ProcessRepository } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';

import { withQueueFaults } from '@frigg-crm/memory';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, type SyncSystem, type Machine } from '../test-support/sync-system.ts';

const KINDS = [
  { syncConfig: { paginationType: 'CURSOR_BASED', supportsTotal: false } },
  { syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true } },
  { syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: false } },
] as const;

/** Lets a machine run until it has made `calls` calls to Quo, then crashes it: queues and work in flight are gone. */
async function runAndKill(system: SyncSystem, machine: Machine, calls: number): Promise<void> {
  const deadlineMs = system.clock.now() + 24 * 3600 * 1000;
  let made = 0;
  let kill: () => void = () => {};
  const killed = new Promise<void>((resolve) => {
    kill = resolve;
  });
  const isAlive = { value: true };
  system.quo.beforeBatch = async () => {
    made += 1;
    if (made >= calls) {
      isAlive.value = false;
      machine.crash();
      kill();
    }
    // A dead machine's calls never return.
    if (!isAlive.value) await new Promise(() => {});
  };
  void machine.start();
  const ended = (async (): Promise<void> => {
    for (;;) {
      const active = await machine.engine.syncOrchestrator.hasActiveSyncs({ integration: machine.integration });
      if (!active) return;
      if (system.clock.now() > deadlineMs) throw new Error('the sync hangs');
      await system.clock.sleep(100);
    }
  })();
  await system.clock.runUntil(Promise.race([killed, ended]));
  system.quo.beforeBatch = () => {};
}

it('ends with the same numbers wherever a machine crashes and loses its queues', async () => {
  const crash = fc.record({
    kind: fc.constantFrom(...KINDS),
    people: fc.integer({ min: 0, max: 60 }),
    crashes: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(crash, async ({ kind, people, crashes }) => {
      const config = { syncConfig: { ...kind.syncConfig, initialBatchSize: 5 }, queueConfig: { maxOutstandingPages: 3 } };
      const system = createSyncSystem({ people: fakePeople(people, { withoutPhone: (index) => index % 7 === 3 }), config });
      const { processIds } = await system.integration.startInitialSync();
      let machine = system.machine;
      for (const calls of crashes) {
        await runAndKill(system, machine, calls);
        machine = system.boot();
        await machine.engine.syncOrchestrator.resumeActiveSyncs({ integration: machine.integration });
      }
      const [process] = await system.untilEnded(machine, processIds);
      const expected = system.crm.people.filter(({ phone }) => phone !== undefined).length;
      expect(process).toMatchObject({ state: 'COMPLETED', context: { totalRecords: people, processedRecords: people } });
      expect(process === undefined ? undefined : readProgress(process)).toMatchObject({
        totalSynced: expected,
        totalSkipped: people - expected,
        totalFailed: 0,
      });
      expect(system.quo.stored.size).toBe(expected);
      expect(process?.results['pages']).toEqual({
        totalPages: Math.max(1, Math.ceil(people / 5)),
        processedPages: Math.max(1, Math.ceil(people / 5)),
        failedPages: 0,
      });
    }),
    { numRuns: 150 },
  );
});

it('does not write people again whose page was settled before the crash', async () => {
  const system = createSyncSystem({ people: fakePeople(500), config: KINDS[0] });
  const { processIds } = await system.integration.startInitialSync();
  await runAndKill(system, system.machine, 4);
  const settledBefore = new Set(system.quo.sent.keys());
  const machine = system.boot();
  await machine.engine.syncOrchestrator.resumeActiveSyncs({ integration: machine.integration });
  await system.untilEnded(machine, processIds);
  const twice = [...settledBefore].filter((id) => (system.quo.sent.get(id) ?? 0) > 1);
  // Only pages that were in hand at the moment of the crash may be written twice.
  expect(twice.length).toBeLessThanOrEqual(4 * 100);
  expect(system.quo.stored.size).toBe(500);
});

/** Starts as a user does who clicks again when the start fails, for example because the queue refuses the first message. */
async function startUntilItHolds(system: SyncSystem): Promise<Process> {
  for (;;) {
    try {
      return await runInitialSync(system);
    } catch (error) {
      if (!FriggCrmError.is(error) || !error.retryable) throw error;
    }
  }
}

it('B24, B25: counts the same when messages come twice, late, out of order, and their workers crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom(...KINDS), fc.integer({ min: 0, max: 80 }), async (seed, kind, people) => {
      const config = { syncConfig: { ...kind.syncConfig, initialBatchSize: 5 }, queueConfig: { maxOutstandingPages: 4 } };
      const system = createSyncSystem({
        people: fakePeople(people),
        config,
        wrapQueue: (queue) =>
          withQueueFaults(queue, {
            seed,
            duplicate: 0.5,
            delay: 0.3,
            reorder: 0.3,
            dieBefore: 0.1,
            dieAfter: 0.1,
            overlap: 0.1,
            failSend: 0.05,
          }),
      });
      const random = createSeededRandom(seed);
      system.quo.answer = ({ externalId }) =>
        random() < 0.05 ? { kind: 'unavailable', externalId, error: new Error('503') as never } : undefined;
      const process = await startUntilItHolds(system);
      const { totalSynced, totalFailed } = readProgress(process);
      expect(process).toMatchObject({ state: 'COMPLETED', context: { totalRecords: people, processedRecords: people } });
      expect(totalSynced + totalFailed).toBe(people);
    }),
    { numRuns: 150 },
  );
});

/** A store that sometimes fails before it has saved, and sometimes after: the caller cannot distinguish them. */
function withStoreFaults(repository: ProcessRepository, random: () => number): ProcessRepository {
  return {
    ...repository,
    async save(...args) {
      const dice = random();
      if (dice < 0.02) throw new StorageError('the store was away');
      const saved = await repository.save(...args);
      if (dice > 0.98) throw new StorageError('the answer of the store was lost');
      return saved;
    },
  };
}

it('B23: loses and doubles no one when the store fails before and after it has saved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom(...KINDS), fc.integer({ min: 0, max: 80 }), async (seed, kind, people) => {
      const random = createSeededRandom(seed);
      const config = { syncConfig: { ...kind.syncConfig, initialBatchSize: 5 }, queueConfig: { maxOutstandingPages: 4 } };
      const system = createSyncSystem({
        people: fakePeople(people),
        config,
        wrapRepository: (repository) => withStoreFaults(repository, random),
        wrapQueue: (queue) => withQueueFaults(queue, { seed, duplicate: 0.3, delay: 0.3, overlap: 0.1, dieAfter: 0.1 }),
      });
      system.quo.answer = ({ externalId }) =>
        random() < 0.05 ? { kind: 'unavailable', externalId, error: new Error('503') as never } : undefined;
      const process = await startUntilItHolds(system);
      const { totalSynced, totalFailed, totalSkipped, processedRecords } = readProgress(process);
      expect(totalSynced + totalFailed + totalSkipped).toBe(processedRecords);
      // Five failures of the store over one message may end a sync; then it says so, and claims nothing.
      const ending = process.state === 'COMPLETED' ? processedRecords : process.context['errorCode'];
      expect([people, 'STORAGE_FAILED', 'UNITS_FAILED']).toContain(ending);
      expect(system.quo.stored.size).toBeGreaterThanOrEqual(totalSynced);
    }),
    { numRuns: 150 },
  );
});

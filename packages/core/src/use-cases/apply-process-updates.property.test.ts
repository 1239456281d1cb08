import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { readProgress } from '../domain/process/progress.ts';
import { ProcessConflictError } from '../errors/process-conflict-error.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createTestSystem } from '../test-support/test-system.ts';
import { complete, expectUnits, settleUnit } from '../test-support/updates.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';

type Fault = 'none' | 'conflict' | 'not-saved' | 'saved-but-unknown' | 'queue-away';

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom('conflict' as const, 'not-saved' as const, 'saved-but-unknown' as const, 'queue-away' as const) },
);

/** As a queue does: delivers the update until the call resolves. */
async function deliver(apply: ApplyProcessUpdates, update: ProcessUpdate): Promise<void> {
  for (;;) {
    try {
      await apply.execute([update]);
      return;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }
}

it('B21, B22: whatever store and queue do, three programs that repeat until their calls resolve count exactly and finish once', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 0, max: 12 }),
    fc.array(fault, { maxLength: 25 }),
    fc.nat({ max: 2 }),
    async (units, faults, closer) => {
      const system = createTestSystem([aProcess()]);
      const queue = [...faults];
      let now: Fault = 'none';
      system.processes.beforeSave = ({ id }) => {
        now = queue.shift() ?? 'none';
        if (now === 'conflict') throw new ProcessConflictError(id);
        if (now === 'not-saved') throw new StorageError('not saved');
      };
      system.processes.afterSave = () => {
        if (now === 'saved-but-unknown') throw new StorageError('saved, but unknown');
      };
      system.dispatcher.fail = () => {
        if (queue[0] !== 'queue-away') return;
        queue.shift();
        throw new StorageError('the queue is away');
      };
      const programs = [system.apply, system.secondProgram(), system.secondProgram()] as const;
      const settlements = Array.from({ length: units }, (_, unit) => settleUnit(unit, { synced: unit, failed: 1 }));
      await Promise.all([
        deliver(programs[closer] ?? programs[0], expectUnits(units, true)),
        ...settlements.flatMap((update, index) => [0, 1].map(async (copy) => deliver(programs[(index + copy) % 3] ?? programs[0], update))),
      ]);
      expect(new Set(system.dispatcher.sent.map(({ id }) => id))).toEqual(new Set(['process-1:COMPLETE_SYNC']));
      await deliver(system.apply, complete);
      const process = system.processes.read('process-1');
      expect(process.state).toBe('COMPLETED');
      expect(readProgress(process)).toMatchObject({
        totalSynced: (units * units - units) / 2,
        totalFailed: units,
        processedRecords: (units * (units + 1)) / 2,
      });
      const versions = system.published.map(({ version }) => version);
      expect(new Set(versions).size).toBe(versions.length);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

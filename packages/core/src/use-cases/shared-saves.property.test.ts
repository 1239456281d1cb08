import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { readProgress } from '../domain/process/progress.ts';
import { ProcessConflictError } from '../errors/process-conflict-error.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { shareSaves } from '../test-support/share-saves.ts';
import { createTestSystem } from '../test-support/test-system.ts';
import { complete, expectUnits, settleUnit } from '../test-support/updates.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';

/** What happens to one save, be it alone or one of many. */
const saveFault = fc.oneof(
  { weight: 6, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom('conflict' as const, 'not-saved' as const, 'saved-but-unknown' as const, 'untouched' as const) },
);
/** What happens to all saves of one call. */
const callFault = fc.oneof(
  { weight: 4, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom('not-saved' as const, 'saved-but-unknown' as const) },
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

it('B21, B22: whatever becomes of saves that share a call, programs that repeat until theirs resolve count exactly', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 0, max: 5 }),
    fc.array(saveFault, { maxLength: 60 }),
    fc.array(callFault, { maxLength: 20 }),
    async (processes, units, saveFaults, callFaults) => {
      const ids = Array.from({ length: processes }, (_, index) => toProcessId(`p${index}`));
      const system = createTestSystem(ids.map((id) => aProcess({ id })));
      const shared = shareSaves(system.processes);
      const [saves, calls] = [[...saveFaults], [...callFaults]];
      const now = new Map<string, string>();
      shared.isUntouched = () => saves[0] === 'untouched' && saves.shift() === 'untouched';
      system.processes.beforeSave = ({ id }) => {
        const fault = saves.shift() ?? 'none';
        now.set(id, fault);
        if (fault === 'conflict') throw new ProcessConflictError(id);
        if (fault === 'not-saved') throw new StorageError('not saved');
      };
      system.processes.afterSave = ({ id }) => {
        if (now.get(id) === 'saved-but-unknown') throw new StorageError('saved, but unknown');
      };
      shared.beforeCall = () => {
        if (calls[0] === 'not-saved' && calls.shift() !== undefined) throw new StorageError('away');
      };
      shared.afterCall = () => {
        if (calls.shift() === 'saved-but-unknown') throw new StorageError('the response was lost');
      };
      const programs = [system.apply, system.secondProgram()] as const;
      const updates = ids.flatMap((processId) => [
        { ...expectUnits(units, true), processId },
        ...Array.from({ length: units }, (_, unit) => ({ ...settleUnit(unit, { synced: unit, failed: 1 }), processId })),
      ]);
      await Promise.all(
        updates.flatMap((update, index) => [0, 1].map(async (copy) => deliver(programs[(index + copy) % 2] ?? programs[0], update))),
      );
      await Promise.all(ids.map(async (processId) => deliver(system.apply, { ...complete, processId })));
      for (const id of ids) {
        const process = system.processes.read(id);
        expect(process.state).toBe('COMPLETED');
        expect(readProgress(process)).toMatchObject({ totalSynced: (units * units - units) / 2, totalFailed: units });
      }
      const published = system.published.map(({ processId, version }) => `${processId}@${version}`);
      expect(new Set(published).size).toBe(published.length);
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

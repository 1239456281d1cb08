import { expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import { readProgress } from '../domain/process/progress.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createTestSystem } from '../test-support/test-system.ts';
import { complete, expectUnits, goTo, settleUnit } from '../test-support/updates.ts';
import { DirectProcessUpdates } from './direct-process-updates.ts';

it('D2: folds updates in one save, and takes what comes too late for void, as a queue would', async () => {
  const { apply, processes } = createTestSystem([aProcess({ state: 'PROCESSING' })]);
  const sink = new DirectProcessUpdates({ applyProcessUpdates: apply });
  await sink.submit([goTo('FETCHING'), settleUnit(0, { synced: 1 }), { ...complete, processId: toProcessId('deleted') }]);
  expect(processes.saves).toHaveLength(1);
  expect(readProgress(processes.read('process-1')).totalSynced).toBe(1);
});

it('rejects what could not be stored, what is no update, and what comes too early', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  const sink = new DirectProcessUpdates({ applyProcessUpdates: apply });
  await expect(sink.submit([{ ...settleUnit(0), unit: -1 }])).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
  await expect(sink.submit([expectUnits(1, true), complete])).rejects.toMatchObject({ code: 'UNITS_OUTSTANDING' });
  processes.beforeSave = () => {
    throw new StorageError('away');
  };
  await expect(sink.submit([settleUnit(0)])).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  await expect(sink.submit([complete], { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
});

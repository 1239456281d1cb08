import { expect, it } from 'vitest';
import { hasValue } from '../domain/interval-set.ts';
import { PLAIN_PROCESS_TYPE } from '../domain/process/plain-process-type.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { readProgress } from '../domain/process/progress.ts';
import { ProcessConflictError } from '../errors/process-conflict-error.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createTestSystem } from '../test-support/test-system.ts';
import { createDeferred } from '../test-support/deferred.ts';
import { foldAll } from '../test-support/fold-all.ts';
import { createInMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { CRM_LIKE } from '../test-support/crm-like-process-type.ts';
import { addMetrics, complete, expectUnits, goTo, reopen, settleUnit } from '../test-support/updates.ts';
import { ApplyProcessUpdates } from './apply-process-updates.ts';

const id = 'process-1';
const completion = { kind: 'message', id: 'process-1:COMPLETE_SYNC', event: 'COMPLETE_SYNC', data: {} };

it('B18: folds a hundred concurrent updates in few saves, with exact sums', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  await apply.execute([expectUnits(101, false)]);
  await Promise.all(Array.from({ length: 100 }, async (_, unit) => apply.execute([settleUnit(unit, { synced: unit, skipped: 1 })])));
  expect(processes.saves.length).toBeLessThanOrEqual(3);
  expect(readProgress(processes.read(id))).toMatchObject({ processedRecords: 5050, totalSynced: 4950, totalSkipped: 100 });
  expect(processes.loads).toBeLessThanOrEqual(2);
});

it('folds what arrives during a save in the next one, and resolves no call before its update is stored', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  const [saving, gate] = [createDeferred(), createDeferred()];
  processes.beforeSave = async () => {
    saving.resolve();
    await gate.promise;
  };
  const resolved: number[] = [];
  const settle = async (unit: number): Promise<void> => {
    await apply.execute([settleUnit(unit, { synced: 1 })]);
    expect(hasValue(processes.read(id).ledger.settled, unit)).toBe(true);
    resolved.push(unit);
  };
  const first = settle(0);
  await saving.promise;
  const others = [settle(1), settle(2)];
  expect(resolved).toEqual([]);
  gate.resolve();
  await Promise.all([first, ...others]);
  expect(resolved).toEqual([0, 1, 2]);
  expect(processes.saves.map(({ ledger }) => ledger.settled)).toEqual([[[0, 0]], [[0, 2]]]);
});

it('folds all updates of a call in one save, and resolves each call, in order, with its outcome', async () => {
  const { apply } = createTestSystem([aProcess()]);
  const applied = await apply.execute([settleUnit(0, { synced: 1 }), settleUnit(0, { synced: 1 }), goTo('CANCELLED'), settleUnit(1)]);
  expect(applied.map(({ outcome }) => outcome)).toEqual(['folded', 'already-folded', 'folded', 'ended']);
  expect(applied[0]?.process).toMatchObject({ state: 'CANCELLED', version: 1 });
});

it('does not save what changes nothing', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  await apply.execute([settleUnit(0)]);
  await apply.execute([settleUnit(0), settleUnit(0)]);
  expect(processes.saves).toHaveLength(1);
});

it('keeps processes apart that are updated at the same time', async () => {
  const other = toProcessId('process-2');
  const { apply, processes } = createTestSystem([aProcess(), aProcess({ id: other })]);
  await apply.execute([settleUnit(0, { synced: 1 }), { ...settleUnit(0, { synced: 5 }), processId: other }]);
  expect([id, 'process-2'].map((each) => readProgress(processes.read(each)).totalSynced)).toEqual([1, 5]);
});

it('B20, L3: loses no update when two programs save at the same time', async () => {
  const { apply, secondProgram, processes, clock } = createTestSystem([aProcess()]);
  const programs = [apply, secondProgram(), secondProgram()];
  const units = Array.from({ length: 60 }, (_, unit) => unit);
  await Promise.all(units.map(async (unit) => programs[unit % 3]?.execute([settleUnit(unit, { synced: 1 })])));
  expect(readProgress(processes.read(id)).totalSynced).toBe(60);
  expect(clock.slept.length).toBeGreaterThan(0);
});

it('folds a decision again on what another program stored: an end that came first wins', async () => {
  const { apply, secondProgram, processes } = createTestSystem([aProcess()]);
  processes.beforeSave = async () => {
    processes.beforeSave = () => {};
    await secondProgram().execute([goTo('CANCELLED')]);
  };
  const [applied] = await apply.execute([settleUnit(0, { synced: 1 })]);
  expect(applied).toMatchObject({ outcome: 'ended', process: { state: 'CANCELLED' } });
});

it('reports the lost race after fifty in a row, and the next call works again', async () => {
  const { apply, processes, clock } = createTestSystem([aProcess()]);
  processes.beforeSave = () => {
    throw new ProcessConflictError(id);
  };
  await expect(apply.execute([settleUnit(0)])).rejects.toThrow(ProcessConflictError);
  expect(clock.slept).toHaveLength(50);
  expect(Math.max(...clock.slept)).toBeLessThanOrEqual(20);
  processes.beforeSave = () => {};
  expect(await apply.execute([settleUnit(0)])).toMatchObject([{ outcome: 'folded' }]);
});

it('rejects only the update that the process refuses; the others of its batch stand', async () => {
  const { apply, processes } = createTestSystem([aProcess({ state: 'PROCESSING' })]);
  const illegal = goTo('FETCHING');
  const results = await Promise.allSettled(
    [settleUnit(0, { synced: 1 }), illegal, settleUnit(-1), settleUnit(1, { synced: 2 })].map(async (update) => apply.execute([update])),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(readProgress(processes.read(id)).totalSynced).toBe(3);
  await expect(apply.execute([settleUnit(2, { synced: 4 }), illegal])).rejects.toMatchObject({
    code: 'ILLEGAL_TRANSITION',
    retryable: false,
  });
  expect(readProgress(processes.read(id)).totalSynced).toBe(7);
});

it('B6: rejects a completion before the units are settled, with UNITS_OUTSTANDING', async () => {
  const { apply } = createTestSystem([aProcess()]);
  await expect(apply.execute([expectUnits(2, true), complete])).rejects.toMatchObject({ code: 'UNITS_OUTSTANDING' });
});

it('B22: counts once when the save took effect but its response was lost and the caller repeats', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  processes.afterSave = () => {
    processes.afterSave = () => {};
    throw new StorageError('the connection was lost');
  };
  const updates = [settleUnit(0, { synced: 3 }), addMetrics('batch#0', { processed: 2, success: 2 })];
  await expect(apply.execute(updates)).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
  expect((await apply.execute(updates)).map(({ outcome }) => outcome)).toEqual(['already-folded', 'already-folded']);
  expect(readProgress(processes.read(id))).toMatchObject({ processedRecords: 5, totalSynced: 5 });
});

it('B36: sends a decided message when the queue is away first and the update is delivered again', async () => {
  const { apply, processes, dispatcher } = createTestSystem([aProcess()]);
  dispatcher.fail = () => {
    throw new StorageError('the queue is away');
  };
  await expect(apply.execute([expectUnits(0, true)])).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(processes.read(id)).toMatchObject({ state: 'COMPLETING', ledger: { outbox: [completion] } });
  dispatcher.fail = () => {};
  expect(await apply.execute([expectUnits(0, true)])).toMatchObject([{ outcome: 'already-folded' }]);
  expect(dispatcher.sent).toEqual([completion]);
  expect(processes.read(id).ledger.outbox).toEqual([]);
});

it('sends a decided message again, under the same id, after a crash between sending and noting it', async () => {
  const { apply, secondProgram, processes, dispatcher, warnings } = createTestSystem([aProcess()]);
  let saves = 0;
  processes.beforeSave = () => {
    saves += 1;
    if (saves === 2) throw new StorageError('the database is away');
  };
  await apply.execute([expectUnits(0, true)]);
  expect(processes.read(id).ledger.outbox).toEqual([completion]);
  expect(warnings).toEqual([{ processId: id, code: 'STORAGE_FAILED' }]);
  const { ledger } = await secondProgram().dispatchPending(toProcessId(id));
  expect(ledger.outbox).toEqual([]);
  expect(dispatcher.sent).toEqual([completion, completion]);
});

it('keeps an update that another program stored while the sent messages were being noted', async () => {
  const { apply, secondProgram, processes, dispatcher } = createTestSystem([aProcess()]);
  let saves = 0;
  processes.beforeSave = async () => {
    saves += 1;
    if (saves === 2) await secondProgram().execute([addMetrics('late#0', { processed: 1, success: 1 })]);
  };
  const [applied] = await apply.execute([expectUnits(0, true)]);
  expect(applied?.process).toMatchObject({ context: { processedRecords: 1 }, ledger: { outbox: [] } });
  expect(new Set(dispatcher.sent.map((effect) => effect.id))).toEqual(new Set([completion.id]));
});

it('says what to do when a process decides on a message and there is no dispatcher', async () => {
  const processes = createInMemoryProcesses([
    { ...aProcess(), ledger: { ...aProcess().ledger, outbox: foldAll(aProcess(), [expectUnits(0, true)]).effects } },
  ]);
  const apply = new ApplyProcessUpdates({ processRepository: processes });
  await expect(apply.dispatchPending(toProcessId(id))).rejects.toThrow(/give ApplyProcessUpdates a dispatcher/);
});

it('P9: publishes every stored change, newest version last, and loses no update when the publisher fails', async () => {
  const system = createTestSystem([aProcess()]);
  const { apply, processes, published, warnings } = system;
  for (const update of [goTo('FETCHING'), settleUnit(0, { synced: 1 }), settleUnit(1)]) await apply.execute([update]);
  expect(published.map(({ version, state, processed, userId }) => ({ version, state, processed, userId }))).toEqual([
    { version: 1, state: 'FETCHING', processed: 0, userId: 'user-1' },
    { version: 2, state: 'FETCHING', processed: 1, userId: 'user-1' },
    { version: 3, state: 'FETCHING', processed: 1, userId: 'user-1' },
  ]);
  system.onPublish = () => {
    throw new Error('no socket for +15551234567');
  };
  await apply.execute([settleUnit(2, { synced: 4 })]);
  expect(processes.read(id).context['processedRecords']).toBe(5);
  expect(warnings).toEqual([{ processId: id, code: 'Error' }]);
});

it('rejects updates of a process that was never created, or that is deleted meanwhile', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  const unknown: ProcessUpdate = { ...complete, processId: toProcessId('missing') };
  await expect(apply.execute([unknown])).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND', processId: 'missing', retryable: false });
  await expect(apply.dispatchPending(toProcessId('missing'))).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND' });
  processes.beforeSave = async () => processes.deleteById(toProcessId(id));
  await expect(apply.execute([settleUnit(0)])).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND' });
});

it('takes no update as nothing to do, and a missing repository as a mistake', async () => {
  const { apply } = createTestSystem();
  expect(await apply.execute([])).toEqual([]);
  expect(() => new ApplyProcessUpdates({} as never)).toThrow('processRepository is required');
});

it('takes the plain machine for a type that is not defined', async () => {
  const { apply } = createTestSystem([aProcess({ type: 'EXPORT', state: PLAIN_PROCESS_TYPE.initialState })]);
  const [applied] = await apply.execute([expectUnits(0, true)]);
  expect(applied?.process.state).toBe('COMPLETED');
});

it('loads a process once for many updates that come one after the other', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  for (let unit = 0; unit < 20; unit += 1) await apply.execute([settleUnit(unit, { synced: 1 })]);
  expect([processes.loads, processes.saves.length]).toEqual([1, 20]);
});

it('never says "already folded" or "ended" of what it remembers, when another program has stored something newer', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  const failed = settleUnit(0, { failed: 1 }, { outcome: 'FAILED' });
  await apply.execute([expectUnits(2, true), failed]);
  const other = new ApplyProcessUpdates({
    processRepository: processes,
    processTypes: [CRM_LIKE],
    dispatcher: { dispatch: async () => {} },
  });
  await other.execute([settleUnit(1), complete, reopen('click#1')]);
  const [applied] = await apply.execute([settleUnit(0, { synced: 1 })]);
  expect(applied?.outcome).toBe('folded');
  expect(readProgress(processes.read(id))).toMatchObject({ totalSynced: 1, totalFailed: 0 });
});

it('clears its cache when a save fails', async () => {
  const { apply, processes } = createTestSystem([aProcess()]);
  await apply.execute([settleUnit(0)]);
  processes.afterSave = () => {
    processes.afterSave = () => {};
    throw new StorageError('stored, but the response was lost');
  };
  await expect(apply.execute([settleUnit(1)])).rejects.toThrow(StorageError);
  expect((await apply.execute([settleUnit(1)]))[0]?.outcome).toBe('already-folded');
});

import { expect, it } from 'vitest';
import { readProgress } from '../domain/process/progress.ts';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import { expectUnits, settleUnit } from '../test-support/updates.ts';
import { CreateProcess } from './create-process.ts';

const parent = aProcess({ type: 'ALL_PEOPLE' });

interface Family extends TestSystem {
  readonly children: readonly Process[];
  readonly end: (child: number, state?: 'CANCELLED') => Promise<void>;
  readonly readParent: () => Process;
}

async function aFamily(size: number): Promise<Family> {
  const system = createTestSystem([parent]);
  let made = 0;
  const ids = { next: () => `child-${made++}` };
  const creating = new CreateProcess({ processRepository: system.processes, applyProcessUpdates: system.apply, clock: system.clock, ids });
  const data = { userId: 'u1', integrationId: 'i1', name: 'people', type: 'PEOPLE', parentProcessId: parent.id };
  const children = await Promise.all(Array.from({ length: size }, async () => creating.execute(data)));
  const end: Family['end'] = async (child, state) => {
    const processId = toProcessId(`child-${child}`);
    const settled = { ...settleUnit(0, { synced: 10 + child, skipped: 1 }), processId };
    const last =
      state === undefined
        ? { ...expectUnits(1, true), processId }
        : ({ type: 'UPDATE_STATE', processId, updateId: 'stop', state } as const);
    await system.apply.execute([settled, last]);
  };
  return { ...system, children, end, readParent: () => system.processes.read(parent.id) };
}

it('B90: a parent that closed its list completes with the sums of its children, whatever order they end in', async () => {
  const { apply, end, readParent } = await aFamily(3);
  await apply.execute([expectUnits(3, true)]);
  for (const child of [2, 0]) await end(child);
  expect(readParent()).toMatchObject({ state: 'RUNNING', context: { processedRecords: 24 } });
  await end(1);
  expect(readParent().state).toBe('COMPLETED');
  expect(readProgress(readParent())).toMatchObject({ totalRecords: 36, processedRecords: 36, totalSynced: 33, totalSkipped: 3 });
});

it('B90: children that end before the parent has closed its list are counted when it does', async () => {
  const { apply, end, readParent } = await aFamily(2);
  await Promise.all([end(0), end(1)]);
  expect(readParent().endedAt).toBeNull();
  await apply.execute([expectUnits(2, true)]);
  expect(readParent()).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 23 } });
});

it('B90: an end that is reported twice counts once', async () => {
  const { end, readParent, apply, processes } = await aFamily(2);
  let saves = 0;
  processes.beforeSave = ({ id }) => {
    // The save after the parent was updated: the child loses the note of it.
    if (id === 'child-0' && (saves += 1) === 2) throw new StorageError('away');
  };
  await end(0);
  await apply.dispatchPending(toProcessId('child-0'));
  expect(readProgress(readParent())).toMatchObject({ processedRecords: 11, totalSynced: 10 });
  expect(processes.read('child-0').ledger.outbox).toEqual([]);
});

it('B90: a parent ends in ERROR when a child was cancelled, with what the child had counted', async () => {
  const { apply, end, readParent } = await aFamily(2);
  await apply.execute([expectUnits(2, true)]);
  await end(0, 'CANCELLED');
  await end(1);
  expect(readParent()).toMatchObject({ state: 'ERROR', context: { error: '1 of 2 units failed: 0', processedRecords: 23 } });
  expect(readProgress(readParent()).errors).toMatchObject([{ code: 'CHILD_FAILED', externalId: 'child-0' }]);
});

it('updates the parent with the next delivery when that failed at first', async () => {
  const { end, readParent, processes } = await aFamily(1);
  processes.beforeSave = ({ id }) => {
    if (id === parent.id) throw new StorageError('away');
  };
  await expect(end(0)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(processes.read('child-0')).toMatchObject({ state: 'COMPLETED', ledger: { outbox: [{ kind: 'update' }] } });
  processes.beforeSave = () => {};
  await end(0);
  expect(readProgress(readParent()).processedRecords).toBe(11);
});

it('lets a child end in peace when its parent was deleted', async () => {
  const { end, processes } = await aFamily(1);
  await processes.deleteById(parent.id);
  await end(0);
  expect(processes.read('child-0')).toMatchObject({ state: 'COMPLETED', ledger: { outbox: [] } });
});

it('leaves an ended parent alone when a child is still created or ends', async () => {
  const { apply, end, readParent } = await aFamily(1);
  await apply.execute([{ type: 'UPDATE_STATE', processId: parent.id, updateId: 'stop', state: 'CANCELLED' }]);
  const before = readParent();
  await end(0);
  expect(readParent()).toEqual(before);
});

it('knows the total of its children while they run, and the exact one at the end', async () => {
  const { apply, processes, readParent, clock } = await aFamily(0);
  const creating = new CreateProcess({ processRepository: processes, applyProcessUpdates: apply, clock });
  const data = { userId: 'u1', integrationId: 'i1', name: 'people', type: 'PEOPLE', parentProcessId: parent.id };
  const first = await creating.execute({ ...data, announced: { expectedUnits: 2, closed: true, totalRecords: 30 } });
  const second = await creating.execute(data);
  expect(readProgress(readParent()).totalRecords).toBe(30);
  await apply.execute([{ ...expectUnits(1, false, { totalRecords: 10 }), processId: second.id }]);
  await apply.execute([{ ...expectUnits(2, false, { totalRecords: 20 }), processId: second.id }]);
  expect(readProgress(readParent()).totalRecords).toBe(40);
  await apply.execute([{ ...expectUnits(3, true, { totalRecords: 35 }), processId: second.id }]);
  expect(readProgress(readParent())).toMatchObject({ totalRecords: 65, processedRecords: 0 });
  await apply.execute([0, 1].map((unit) => ({ ...settleUnit(unit, { synced: 15 }), processId: first.id })));
  expect(readProgress(readParent())).toMatchObject({ totalRecords: 65, processedRecords: 30 });
});

it('refuses a process that would be its own parent, directly or through others', async () => {
  const { processes, apply } = createTestSystem();
  const creating = new CreateProcess({ processRepository: processes, applyProcessUpdates: apply });
  const data = { userId: 'u1', integrationId: 'i1', name: 'people', type: 'PEOPLE' };
  const refused = { code: 'INVALID_PROCESS_DATA', message: expect.stringContaining('its own ancestor') as string };
  await expect(creating.execute({ ...data, id: 'a', parentProcessId: 'a' })).rejects.toMatchObject(refused);
  await creating.execute({ ...data, id: 'a', parentProcessId: 'b' });
  await expect(creating.execute({ ...data, id: 'b', parentProcessId: 'a' })).rejects.toMatchObject(refused);
});

it('ends a process that was stored as its own parent, and does not count it', async () => {
  const own = aProcess({ type: 'PEOPLE', parentProcessId: toProcessId('process-1') });
  const { apply, processes } = createTestSystem([own]);
  await apply.execute([expectUnits(1, true), settleUnit(0, { synced: 1 })]);
  expect(processes.read(own.id)).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 1 } });
});

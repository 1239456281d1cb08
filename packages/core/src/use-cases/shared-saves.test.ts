import { expect, it } from 'vitest';
import { hasValue } from '../domain/interval-set.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { readProgress } from '../domain/process/progress.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';
import { StorageError } from '../errors/storage-error.ts';
import { aProcess } from '../test-support/a-process.ts';
import { shareSaves, type SharedCalls } from '../test-support/share-saves.ts';
import { createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import { complete, expectUnits, settleUnit } from '../test-support/updates.ts';

const IDS = Array.from({ length: 30 }, (_, index) => `p${index}`);
const settle = (id: string, unit: number) => ({ ...settleUnit(unit, { synced: 1 }), processId: toProcessId(id) });

function createSharing(): TestSystem & { readonly shared: SharedCalls } {
  const system = createTestSystem(IDS.map((id) => aProcess({ id: toProcessId(id) })));
  return { ...system, shared: shareSaves(system.processes) };
}

it('saves processes that are updated at the same time in one call, in each round', async () => {
  const { apply, shared, processes } = createSharing();
  const work = async (id: string): Promise<void> => {
    for (let unit = 0; unit < 3; unit += 1) await apply.execute([settle(id, unit)]);
  };
  await Promise.all(IDS.map(work));
  expect(shared.calls).toEqual([IDS, IDS, IDS]);
  expect(processes.loads).toBe(0);
  for (const id of IDS) expect(readProgress(processes.read(id)).totalSynced).toBe(3);
});

it('saves a lone process by itself', async () => {
  const { apply, shared, processes } = createSharing();
  await apply.execute([settle('p1', 0)]);
  expect([shared.calls, processes.saves.map(({ id }) => id)]).toEqual([[], ['p1']]);
});

it('saves the same process never twice at the same time, and resolves no call before its update is stored', async () => {
  const { apply, shared, processes } = createSharing();
  await Promise.all(
    IDS.flatMap((id) =>
      [0, 1, 2].map(async (unit) => {
        await Promise.resolve();
        await apply.execute([settle(id, unit)]);
        expect(hasValue(processes.read(id).ledger.settled, unit)).toBe(true);
      }),
    ),
  );
  for (const call of shared.calls) expect(new Set(call).size).toBe(call.length);
  expect(processes.saves.map(({ version }) => version).every((version) => version === 1)).toBe(true);
});

it('rejects only the update of the process that cannot be stored', async () => {
  const { apply, processes } = createSharing();
  processes.beforeSave = ({ id }) => {
    if (id === 'p3') throw new InvalidProcessDataError('p3 cannot be stored');
  };
  const outcomes = await Promise.allSettled(IDS.map(async (id) => apply.execute([settle(id, 0)])));
  expect(outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [IDS[index]] : []))).toEqual(['p3']);
});

it('B22: counts once when all were stored but the response was lost, and the callers repeat', async () => {
  const { apply, processes, shared } = createSharing();
  shared.afterCall = () => {
    shared.afterCall = () => {};
    throw new StorageError('the response was lost');
  };
  const outcomes = await Promise.allSettled(IDS.map(async (id) => apply.execute([settle(id, 0)])));
  expect(outcomes.map(({ status }) => status)).toEqual(IDS.map(() => 'rejected'));
  const again = await Promise.all(IDS.map(async (id) => apply.execute([settle(id, 0)])));
  expect(again.flat().map(({ outcome }) => outcome)).toEqual(IDS.map(() => 'already-folded'));
  for (const id of IDS) expect(readProgress(processes.read(id)).totalSynced).toBe(1);
});

it('folds again, and saves again, those whose race was lost to another program', async () => {
  const { apply, secondProgram, shared, processes } = createSharing();
  const programs = [apply, secondProgram(), secondProgram()];
  await Promise.all(IDS.flatMap((id) => [0, 1, 2, 3, 4, 5].map(async (unit) => programs[unit % 3]?.execute([settle(id, unit)]))));
  for (const id of IDS) expect(readProgress(processes.read(id)).totalSynced).toBe(6);
  expect(shared.calls.length).toBeLessThan(60);
});

it('goes on with other processes while one call hangs', async () => {
  const { apply, shared } = createSharing();
  shared.beforeCall = async () => {
    shared.beforeCall = () => {};
    await new Promise(() => {});
  };
  const [hanging, others] = [IDS.slice(0, 5), IDS.slice(5)];
  for (const id of hanging) void apply.execute([settle(id, 0)]);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(others.map(async (id) => apply.execute([settle(id, 0)])));
  expect(shared.calls).toEqual([hanging, others]);
});

it('goes on with all others while one that was left untouched hangs in a save of its own', async () => {
  const { apply, shared, processes } = createSharing();
  shared.isUntouched = ({ id }) => id === 'p3';
  processes.beforeSave = async ({ id }) => (id === 'p3' ? new Promise(() => {}) : undefined);
  const others = IDS.filter((id) => id !== 'p3');
  for (let unit = 0; unit < 5; unit += 1) {
    if (unit === 0) void apply.execute([settle('p3', unit)]);
    await Promise.all(others.map(async (id) => apply.execute([settle(id, unit)])));
  }
  expect(shared.calls).toEqual([['p3', ...others], others, others, others, others]);
});

it('sends what each process decided on, after it is stored', async () => {
  const { apply, dispatcher, processes } = createSharing();
  await Promise.all(IDS.map(async (id) => apply.execute([{ ...expectUnits(0, true), processId: toProcessId(id) }])));
  expect(dispatcher.sent.map(({ event }) => event)).toEqual(IDS.map(() => 'COMPLETE_SYNC'));
  await Promise.all(IDS.map(async (id) => apply.execute([{ ...complete, processId: toProcessId(id) }])));
  for (const id of IDS) expect(processes.read(id)).toMatchObject({ state: 'COMPLETED', ledger: { outbox: [] } });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { expectUnits, goTo, settleUnit } from '../../test-support/updates.ts';
import { PLAIN_PROCESS_TYPE } from './plain-process-type.ts';
import { toProcessId } from './process-id.ts';
import type { AddChildUpdate, OutcomeCounts, SettleChildUpdate } from './process-update.ts';
import { readProgress } from './progress.ts';

const parent = aProcess({ type: 'PARENT' });

function added(child: string): AddChildUpdate {
  return { type: 'ADD_CHILD', processId: parent.id, updateId: `child:${child}:created`, childProcessId: toProcessId(child) };
}

function ended(child: string, counts: Partial<OutcomeCounts> = {}, outcome: SettleChildUpdate['outcome'] = 'PROCESSED'): SettleChildUpdate {
  const all = { synced: 0, failed: 0, skipped: 0, ...counts };
  return {
    type: 'SETTLE_CHILD',
    processId: parent.id,
    updateId: `child:${child}:ended`,
    childProcessId: toProcessId(child),
    outcome,
    counts: all,
  };
}

it('B90: a parent completes with the sums of its children when the last of them ends', () => {
  const { process } = foldAll(
    parent,
    [added('a'), added('b'), expectUnits(2, true), ended('b', { synced: 2, skipped: 1 }), ended('a', { synced: 3, failed: 1 })],
    PLAIN_PROCESS_TYPE,
  );
  expect(process.state).toBe('COMPLETED');
  expect(process.childProcesses).toEqual(['a', 'b']);
  expect(readProgress(process)).toMatchObject({ totalRecords: 7, processedRecords: 7, totalSynced: 5, totalFailed: 1, totalSkipped: 1 });
});

it('B90: does not complete before all announced children have ended', () => {
  const { process } = foldAll(parent, [expectUnits(3, true), ended('a'), ended('b')], PLAIN_PROCESS_TYPE);
  expect(process.endedAt).toBeNull();
});

it('B90: adds a child when the update of its end overtakes the update of its creation', () => {
  const settled = foldAll(parent, [ended('a', { synced: 1 })], PLAIN_PROCESS_TYPE).process;
  expect(settled.childProcesses).toEqual(['a']);
  const late = foldAll(settled, [added('a')], PLAIN_PROCESS_TYPE);
  expect(late).toMatchObject({ outcome: 'already-folded', process: settled });
});

it('B90: ends in ERROR, naming the child, when a child failed', () => {
  const child = 'd6f1c1de-5a29-7a44-8f0e-0a5b3f6f1c2d';
  const { process } = foldAll(parent, [expectUnits(2, true), ended('a'), ended(child, { synced: 4 }, 'FAILED')], PLAIN_PROCESS_TYPE);
  expect(process).toMatchObject({ state: 'ERROR', context: { errorCode: 'UNITS_FAILED', processedRecords: 4 } });
  expect(readProgress(process).errors).toEqual([
    { externalId: child, code: 'CHILD_FAILED', message: 'The child process did not complete' },
  ]);
});

it.each([
  ['COMPLETED', 'PROCESSED'],
  ['ERROR', 'FAILED'],
  ['CANCELLED', 'FAILED'],
])('B90: a child that ends in %s reports %s to its parent, with its counts, once', (state, outcome) => {
  const child = aProcess({ id: toProcessId('child-1'), type: 'EXPORT', parentProcessId: parent.id });
  const { process, effects } = foldAll(
    child,
    [settleUnit(0, { synced: 2, failed: 1, skipped: 3 }), expectUnits(1, false), expectUnits(1, state === 'COMPLETED')],
    PLAIN_PROCESS_TYPE,
  );
  const last = state === 'COMPLETED' ? effects : foldAll(process, [goTo(state)], PLAIN_PROCESS_TYPE).effects;
  const update = { ...ended('child-1', { synced: 2, failed: 1, skipped: 3 }), outcome };
  expect(last).toEqual([{ kind: 'update', id: 'child:child-1:ended', update }]);
});

it('B90: any order and repetition of the updates leads to the same sums and the same end', () => {
  const children = fc.array(
    fc.record({ synced: fc.nat({ max: 9 }), failed: fc.nat({ max: 9 }), skipped: fc.nat({ max: 9 }), fails: fc.boolean() }),
    { maxLength: 6 },
  );
  const deliveries = children.chain((all) => {
    const updates = all.flatMap(({ fails, ...counts }, index) => [
      added(`${index}`),
      ended(`${index}`, counts, fails ? 'FAILED' : 'PROCESSED'),
    ]);
    const twice = [...updates, ...updates, expectUnits(all.length, true), expectUnits(all.length, true)];
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(twice, { minLength: twice.length }));
  });
  const property = fc.property(deliveries, ([all, updates]) => {
    const { process } = foldAll(parent, updates, PLAIN_PROCESS_TYPE);
    const sum = (key: Exclude<keyof OutcomeCounts, 'stale'>): number => all.reduce((total, child) => total + child[key], 0);
    expect(process.state).toBe(all.some(({ fails }) => fails) ? 'ERROR' : 'COMPLETED');
    expect(readProgress(process)).toMatchObject({ totalSynced: sum('synced'), totalFailed: sum('failed'), totalSkipped: sum('skipped') });
    expect(process.childProcesses).toHaveLength(all.length);
  });
  fc.assert(property, { numRuns: 1000 });
});

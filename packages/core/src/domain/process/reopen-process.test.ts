import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { CRM_LIKE } from '../../test-support/crm-like-process-type.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { addMetrics, complete, expectUnits, goTo, reopen, settleUnit } from '../../test-support/updates.ts';
import { toProcessId } from './process-id.ts';
import type { ProcessUpdate } from './process-update.ts';
import { readProgress } from './progress.ts';

const failed = { outcome: 'FAILED' } as const;
const page1 = { unit: 1, code: 'API_UNAVAILABLE', message: 'The page could not be fetched' };
const broken = [expectUnits(3, true, { open: { '1': { kind: 'page', page: 1 } } }), settleUnit(0, { synced: 10 })];
const ended = [...broken, settleUnit(1, { synced: 4, failed: 1 }, { ...failed, errors: [page1] }), settleUnit(2, { skipped: 2 }), complete];

it('takes back what failed units had counted, and leaves no trace of the error', () => {
  const { process } = foldAll(aProcess({ activeKey: 'key' }), [...ended, reopen('click#1')]);
  expect(process).toMatchObject({ state: 'PROCESSING', endedAt: null, activeKey: 'key' });
  expect(process.ledger).toMatchObject({
    settled: [
      [0, 0],
      [2, 2],
    ],
    failed: [],
    finishing: false,
    generation: 1,
    open: { '1': { page: 1 } },
  });
  expect(readProgress(process)).toMatchObject({ processedRecords: 12, totalSynced: 10, totalFailed: 0, totalSkipped: 2, errors: [] });
  for (const key of ['error', 'errorCode', 'errorTimestamp']) expect(process.context).not.toHaveProperty(key);
});

it('completes with exact numbers when the failed unit succeeds', () => {
  const { process } = foldAll(aProcess(), [...ended, reopen('click#1'), settleUnit(1, { synced: 5 }, { generation: 1 }), complete]);
  expect(process.state).toBe('COMPLETED');
  expect(readProgress(process)).toMatchObject({ processedRecords: 17, totalRecords: 17, totalSynced: 15, totalFailed: 0 });
  expect(process.ledger).not.toHaveProperty('failedCounts');
});

it('can fail and be re-opened again and again', () => {
  const again = [reopen('click#1'), settleUnit(1, { failed: 5 }, { ...failed, generation: 1 }), complete];
  const { process } = foldAll(aProcess(), [...ended, ...again]);
  expect([process.state, readProgress(process).processedRecords]).toEqual(['ERROR', 17]);
  const reopened = foldAll(process, [reopen('click#2'), settleUnit(1, { synced: 5 }, { generation: 2 }), complete]).process;
  expect([reopened.state, readProgress(reopened).processedRecords]).toEqual(['COMPLETED', 17]);
});

it('goes on with some of its failed units, and fails again with the others, whose counts and errors stay', () => {
  const page3 = { unit: 3, code: 'API_UNAVAILABLE', message: 'The page could not be fetched' };
  const more = [expectUnits(4, true), settleUnit(3, { failed: 2 }, { ...failed, errors: [page3] }), ...ended];
  const { process } = foldAll(aProcess(), [
    ...more,
    reopen('click#1', [
      [2, 7],
      [3, 3],
    ]),
  ]);
  expect(process.ledger).toMatchObject({ failed: [[1, 1]], failedCounts: { 1: { synced: 4, failed: 1 } }, settled: [[0, 2]] });
  expect(readProgress(process)).toMatchObject({ processedRecords: 17, totalFailed: 1, errors: [page1] });
  const again = foldAll(process, [settleUnit(3, { synced: 2 }, { generation: 1 }), complete]).process;
  expect([again.state, again.ledger.failed, readProgress(again).processedRecords]).toEqual(['ERROR', [[1, 1]], 19]);
  const done = foldAll(again, [reopen('click#2', [[0, 1]]), settleUnit(1, { synced: 5 }, { generation: 2 }), complete]).process;
  expect([done.state, readProgress(done).processedRecords, done.ledger.failedCounts]).toEqual(['COMPLETED', 19, undefined]);
});

it('is not re-opened for units of which none has failed', () => {
  const { process } = foldAll(aProcess(), ended);
  expect(() => foldAll(process, [reopen('click#1', [[2, 9]])])).toThrow(/None of these units/);
  expect(() => foldAll(process, [reopen('click#1', [])])).toThrow(/None of these units/);
});

it('ignores a failure that was seen before it was re-opened, and takes a success from then', () => {
  const { process } = foldAll(aProcess(), [...ended, reopen('click#1')]);
  expect(foldAll(process, [settleUnit(1, { failed: 5 }, failed)]).outcome).toBe('ended');
  expect(foldAll(process, [settleUnit(1, { synced: 5 })]).process.state).toBe('COMPLETING');
});

it('F16: changes nothing by updates of an earlier life, whatever they say', () => {
  const { process } = foldAll(aProcess(), [...ended, reopen('click#1')]);
  const { id: processId } = process;
  const generation = 0;
  const late: readonly ProcessUpdate[] = [
    { type: 'HANDLE_ERROR', processId, updateId: 'error', generation, error: { code: 'X', message: 'gone' } },
    { ...complete, generation },
    settleUnit(1, { synced: 5 }, { generation }),
    expectUnits(9, true, { generation }),
    goTo('COMPLETING', { generation }),
    { ...addMetrics('batch#1', { processed: 1, synced: 1 }), generation },
  ];
  for (const update of late) expect(foldAll(process, [update])).toMatchObject({ outcome: 'ended', process });
});

it('F15, F16: takes updates of the current life, and those that name none', () => {
  const { process } = foldAll(aProcess(), [...ended, reopen('click#1')]);
  const error = { code: 'X', message: 'gone' };
  for (const life of [{}, { generation: 1 }]) {
    const update = { type: 'HANDLE_ERROR', processId: process.id, updateId: 'error', error, ...life } as const;
    expect(foldAll(process, [update]).process).toMatchObject({ state: 'ERROR', context: { errorCode: 'X' } });
  }
});

it('changes nothing when the same click is delivered again, also after the next failure', () => {
  const { process } = foldAll(aProcess(), [...ended, reopen('click#1'), settleUnit(1, {}, { ...failed, generation: 1 }), complete]);
  expect(foldAll(process, [reopen('click#1')]).outcome).toBe('already-folded');
});

it('goes on with what was not announced or settled when it failed', () => {
  const error = {
    type: 'HANDLE_ERROR',
    processId: toProcessId('process-1'),
    updateId: 'e',
    error: { code: 'X', message: 'gone' },
  } as const;
  const { process } = foldAll(aProcess(), [expectUnits(2, false), settleUnit(0, { synced: 1 }), error, reopen('click#1')]);
  const done = foldAll(process, [expectUnits(3, true), settleUnit(1, { synced: 1 }), settleUnit(2, { synced: 1 }), complete]).process;
  expect([done.state, readProgress(done).processedRecords]).toEqual(['COMPLETED', 3]);
});

it('announces anew from where a worker gave up on finding the next unit', () => {
  const givenUp = expectUnits(2, true, { open: { '1': { kind: 'page', closes: true } } });
  const { process } = foldAll(aProcess(), [settleUnit(0, { synced: 9 }), givenUp, settleUnit(1, {}, failed), complete, reopen('click#1')]);
  expect(process.ledger).toMatchObject({ expectedUnits: 1, closed: false, open: {} });
  const { process: done } = foldAll(process, [expectUnits(3, true), settleUnit(1, { synced: 1 }), settleUnit(2, { synced: 1 }), complete]);
  expect([done.state, readProgress(done).processedRecords]).toEqual(['COMPLETED', 11]);
});

it('refuses what has not failed, what a parent has counted, and a type that cannot go on', () => {
  expect(() => foldAll(aProcess(), [goTo('CANCELLED'), reopen('click#1')])).toThrow(/only one in ERROR can be re-opened/);
  expect(() => foldAll(aProcess({ parentProcessId: toProcessId('p') }), [...ended, reopen('click#1')])).toThrow(/counted by its parent/);
  const { reopened: _none, ...roles } = CRM_LIKE.roles;
  const error = foldAll(aProcess(), ended).process;
  expect(() => foldAll(error, [reopen('click#1')], { ...CRM_LIKE, roles })).toThrow(/cannot be re-opened/);
  const { failedCounts: _lost, ...ledger } = error.ledger;
  expect(() => foldAll({ ...error, ledger }, [reopen('click#1')])).toThrow(/start it anew/);
});

it('counts each unit exactly as its last attempt did, however often it fails and is re-opened', () => {
  const counts = fc.record({ synced: fc.nat({ max: 9 }), failed: fc.nat({ max: 9 }), skipped: fc.nat({ max: 9 }) });
  const attempts = fc.array(fc.array(counts, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const property = fc.property(attempts, (units) => {
    let { process } = foldAll(aProcess(), [expectUnits(units.length, true)]);
    const rounds = Math.max(...units.map(({ length }) => length));
    for (let round = 0; round < rounds; round += 1) {
      for (const [unit, tries] of units.entries()) {
        const isLast = round === tries.length - 1;
        const settled = tries[round];
        if (settled === undefined) continue;
        const update = settleUnit(unit, settled, { outcome: isLast ? 'PROCESSED' : 'FAILED', generation: round });
        ({ process } = foldAll(process, [update, update]));
      }
      ({ process } = foldAll(process, [complete]));
      if (process.state === 'ERROR') ({ process } = foldAll(process, [reopen(`click#${round}`)]));
    }
    const last = units.map((tries) => tries.at(-1) ?? { synced: 0, failed: 0, skipped: 0 });
    const sum = (key: 'synced' | 'failed' | 'skipped'): number => last.reduce((total, each) => total + each[key], 0);
    expect(process.state).toBe('COMPLETED');
    expect(readProgress(process)).toMatchObject({ totalSynced: sum('synced'), totalFailed: sum('failed'), totalSkipped: sum('skipped') });
  });
  fc.assert(property, { numRuns: 500 });
});

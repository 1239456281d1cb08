import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { TEST_START_MS } from '../../test-support/still-clock.ts';
import { addMetrics, complete, expectUnits, goTo, reopen, settleUnit } from '../../test-support/updates.ts';
import type { JsonObject } from '../json.ts';
import { toProcessProgress } from './process-progress.ts';
import type { ProcessUpdate } from './process-update.ts';
import { readCounts, readProgress } from './progress.ts';
import { toIso } from './timing.ts';

it('B21: counts a unit once when it is settled again, even with other numbers', () => {
  const first = foldAll(aProcess(), [expectUnits(2, true), settleUnit(0, { synced: 3, skipped: 1 })]);
  const again = foldAll(first.process, [settleUnit(0, { synced: 9, failed: 9 }, { outcome: 'FAILED' })]);
  expect(again.outcome).toBe('already-folded');
  expect(again.process).toBe(first.process);
});

it('B21: adds metrics once per updateId', () => {
  const { process } = foldAll(aProcess(), [
    addMetrics('batch#0', { processed: 5, success: 5 }),
    addMetrics('batch#1', { processed: 2, errors: 2 }),
  ]);
  const again = foldAll(process, [addMetrics('batch#0', { processed: 5, success: 5 })]);
  expect(again.outcome).toBe('already-folded');
  expect(readProgress(again.process)).toMatchObject({ processedRecords: 7, totalSynced: 5, totalFailed: 2 });
});

it('counts a failed unit with what was done of it, and names it at the end', () => {
  const settled = [
    settleUnit(0, { synced: 10 }),
    settleUnit(1, { synced: 3, failed: 1 }, { outcome: 'FAILED' }),
    settleUnit(2, {}, { outcome: 'FAILED' }),
  ];
  const { process, effects } = foldAll(aProcess(), [expectUnits(3, true), ...settled, complete]);
  expect(process.state).toBe('ERROR');
  expect(process.context).toMatchObject({ errorCode: 'UNITS_FAILED', error: '2 of 3 units failed: 1-2', processedRecords: 14 });
  expect(process.results['pages']).toEqual({ totalPages: 3, processedPages: 1, failedPages: 2 });
  expect(effects).toEqual([]);
});

it('describes many failed units in one short sentence', () => {
  const odd = Array.from({ length: 500 }, (_, index) => settleUnit(index * 2, {}, { outcome: 'FAILED' }));
  const even = Array.from({ length: 500 }, (_, index) => settleUnit(index * 2 + 1));
  const { process } = foldAll(aProcess(), [expectUnits(1000, true), ...odd, ...even, complete]);
  expect(process.context['error']).toBe('500 of 1000 units failed: 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, and 490 more runs');
});

it('B11: an empty last page does not take totals back', () => {
  const { process } = foldAll(aProcess(), [expectUnits(3, false, { totalRecords: 250 }), expectUnits(0, false, { totalRecords: 0 })]);
  expect(process.context['totalRecords']).toBe(250);
  expect(process.results['pages']).toMatchObject({ totalPages: 3 });
});

it('F39: raises the total when more records come than were announced, and says at the end when fewer came', () => {
  const more = foldAll(aProcess(), [expectUnits(1, true, { totalRecords: 5 }), settleUnit(0, { synced: 8 })]);
  expect(more.process.context['totalRecords']).toBe(8);
  const fewer = foldAll(aProcess(), [expectUnits(1, true, { totalRecords: 50 }), settleUnit(0, { synced: 8 }), complete]);
  expect(fewer.process).toMatchObject({ state: 'COMPLETED', context: { totalRecords: 50, processedRecords: 8 } });
  const aggregateData = { totalMismatch: { code: 'TOTAL_MISMATCH', total: 50, processed: 8 }, errors: [] };
  expect(fewer.process.results).toMatchObject({ aggregateData });
  expect(foldAll(more.process, [complete]).process.results['aggregateData']).not.toHaveProperty('totalMismatch');
});

it('B66: leaves an unknown total unknown until the end, and gives no estimate', () => {
  const { process } = foldAll(aProcess(), [
    expectUnits(1, false),
    settleUnit(0, { synced: 8 }),
    addMetrics('m#0', { processed: 2, success: 2 }),
  ]);
  expect(process.context).toMatchObject({ totalRecords: 0, processedRecords: 10, estimatedCompletion: null });
  expect(foldAll(process, [expectUnits(1, true), complete]).process.context).toMatchObject({ totalRecords: 10, processedRecords: 10 });
});

it('takes hints of the number of units upwards only, and the announced number once it is closed', () => {
  const hint = (totalUnits: number): ProcessUpdate => expectUnits(1, false, { totalUnits });
  const { process } = foldAll(aProcess(), [hint(8), hint(3)]);
  expect(process.results['pages']).toMatchObject({ totalPages: 8 });
  expect(foldAll(process, [hint(8)]).outcome).toBe('already-folded');
  const hintAlone = foldAll(process, [hint(9)]);
  expect(hintAlone.process.results['pages']).toMatchObject({ totalPages: 9 });
  const closed = foldAll(hintAlone.process, [expectUnits(7, true, { totalUnits: 9 })]);
  expect(closed.process.results['pages']).toMatchObject({ totalPages: 7 });
  expect(foldAll(closed.process, [hint(12)])).toMatchObject({ outcome: 'already-folded', process: closed.process });
});

it('keeps the position of the announcement that reached furthest', () => {
  const far = expectUnits(4, false, { position: { cursor: 'd' } });
  const near = expectUnits(3, false, { position: { cursor: 'c' }, open: { 0: { page: 'a' } }, totalRecords: 9 });
  expect(foldAll(aProcess(), [far, near]).process.context['cursor']).toBe('d');
  expect(foldAll(aProcess(), [settleUnit(9), near, far]).process.context['cursor']).toBe('d');
});

it('keeps what is needed to queue an open unit again, until it is settled', () => {
  const open = { 0: { page: 'a' }, 1: { page: 'b' } };
  const { process } = foldAll(aProcess(), [
    settleUnit(0),
    expectUnits(2, false, { open }),
    expectUnits(2, false, { open: { 1: { page: 'x' } } }),
  ]);
  expect(process.ledger.open).toEqual({ 1: { page: 'b' } });
  expect(foldAll(process, [settleUnit(1)]).process.ledger.open).toEqual({});
  expect(foldAll(process, [goTo('CANCELLED')]).process.ledger.open).toEqual({});
});

it('B19: merges context by key and leaves state and other keys alone', () => {
  const update: ProcessUpdate = { type: 'UPDATE_STATE', processId: aProcess().id, updateId: 'c', contextUpdates: { b: 2 } };
  const { process } = foldAll(aProcess({ state: 'PROCESSING', context: { a: 1, b: 1 } }), [update]);
  expect(process).toMatchObject({ state: 'PROCESSING', context: { a: 1, b: 2 } });
});

it('reads rows of another program: counters of any shape count as 0, foreign error entries are let go', () => {
  const results = {
    aggregateData: { totalSynced: 'many', totalFailed: -3, errors: ['x', null, { error: 'y' }, { code: 'A', message: 'm' }] },
  };
  const { process } = foldAll(aProcess({ context: { totalRecords: 1.5 }, results }), [
    settleUnit(0, { failed: 1 }, { errors: [{ code: 'B', message: 'n' }] }),
  ]);
  expect(readProgress(process)).toMatchObject({ totalRecords: 0, totalSynced: 0, totalFailed: 1 });
  expect(readProgress(process).errors.map(({ code }) => code)).toEqual(['A', 'B']);
});

it('refuses to count beyond what a number holds exactly', () => {
  const { process } = foldAll(aProcess(), [addMetrics('m#0', { processed: Number.MAX_SAFE_INTEGER })]);
  expect(() => foldAll(process, [addMetrics('m#1', { processed: 1 })])).toThrow(/would overflow/);
});

it('shows a watcher the counters, the owner and the version', () => {
  const { process } = foldAll(aProcess({ version: 4 }), [
    expectUnits(2, true, { totalRecords: 10 }),
    settleUnit(0, { synced: 3, failed: 1, skipped: 1 }),
  ]);
  const expected = {
    userId: 'user-1',
    processed: 5,
    total: 10,
    successCount: 3,
    errorCount: 1,
    skippedCount: 1,
    recordsPerSecond: 2.5,
    ended: false,
    version: 4,
  };
  expect(toProcessProgress(process)).toMatchObject({ ...expected, estimatedCompletion: toIso(TEST_START_MS + 4000) });
  expect(toProcessProgress(aProcess())).toMatchObject({ recordsPerSecond: 0, estimatedCompletion: null });
});

it('F36: keeps errors of another shape, which another program wrote', () => {
  const foreign = { contactId: '7', error: 'gone', timestamp: 'x' };
  const before = aProcess({ results: { aggregateData: { errors: [foreign] } } });
  const entry = { code: 'X', message: 'refused' };
  const { process } = foldAll(before, [settleUnit(0, { failed: 1 }, { errors: [entry] }), settleUnit(1, { synced: 1 })]);
  expect(process.results).toMatchObject({ aggregateData: { errors: [foreign, entry] } });
  expect(readProgress(process).errors).toEqual([entry]);
});

it('names the kinds of update there are when it is given another', () => {
  const unknown = { type: 'SETTLE', processId: aProcess().id } as unknown as ProcessUpdate;
  expect(() => foldAll(aProcess(), [unknown])).toThrow('There is no process update SETTLE; there are UPDATE_STATE, ');
});

it('says what kind of run it is, and whether its total is final', () => {
  const progressOf = (context: JsonObject, ...updates: readonly ProcessUpdate[]) =>
    toProcessProgress(foldAll(aProcess({ context }), updates).process);
  expect(progressOf({}, expectUnits(1, false))).toMatchObject({ kind: 'process', totalIsFinal: false });
  expect(progressOf({ syncType: 'INITIAL' }, expectUnits(1, true))).toMatchObject({ kind: 'sync', totalIsFinal: true });
  expect(progressOf({ syncType: 'ONGOING', catchUpOf: 'p' })).toMatchObject({ kind: 'catch-up' });
  expect(progressOf({ run: 'records', syncType: 'WEBHOOK' }, settleUnit(0, { synced: 2, failed: 1, skipped: 3 }))).toMatchObject({
    kind: 'records',
    synced: 2,
    successCount: 2,
    failed: 1,
    errorCount: 1,
    skipped: 3,
    skippedCount: 3,
  });
});

it('F13: counts the records that were skipped as stale, and takes them back with a failed unit', () => {
  const failed = settleUnit(1, { skipped: 4, stale: 3 }, { outcome: 'FAILED' });
  const { process } = foldAll(aProcess(), [expectUnits(2, true), settleUnit(0, { synced: 1, skipped: 2, stale: 2 }), failed, complete]);
  expect(process.results).toMatchObject({ aggregateData: { totalSkipped: 6, totalStale: 5 } });
  const { process: reopened } = foldAll(process, [reopen('click#1')]);
  expect(readCounts(reopened)).toMatchObject({ skipped: 2, stale: 2, processed: 3 });
  expect(foldAll(aProcess(), [settleUnit(0, { skipped: 1 })]).process.results['aggregateData']).not.toHaveProperty('totalStale');
});

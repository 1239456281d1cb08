import { expect, it } from 'vitest';
import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { aProcess } from '../../test-support/a-process.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { addMetrics, complete, expectUnits, goTo, reopen, settleUnit } from '../../test-support/updates.ts';
import { toProcessId } from './process-id.ts';
import type { ProcessUpdate } from './process-update.ts';

const child = { processId: aProcess().id, updateId: 'c', childProcessId: toProcessId('child-1') } as const;
const errors = [{ code: 'X' }] as unknown as [];

const REFUSED: readonly (readonly [what: string, update: unknown])[] = [
  ['a negative unit', settleUnit(-1)],
  ['half a unit', settleUnit(0.5)],
  ['more stale records than skipped ones', settleUnit(0, { skipped: 1, stale: 2 })],
  ['a run of units that ends before it begins', reopen('r', [[3, 1]])],
  ['a run of units from half a unit', reopen('r', [[0.5, 1]])],
  ['half a life', { ...complete, generation: 0.5 }],
  ['a child that is its own parent', { ...child, type: 'ADD_CHILD', childProcessId: child.processId }],
  ['a total of a child that is none', { ...child, type: 'ADD_CHILD', totalRecords: -1 }],
  ['the same counter by both of its names', addMetrics('m', { synced: 1, success: 1 })],
  ['a unit that is no number', settleUnit(Number.NaN)],
  ['a unit given as text', { ...settleUnit(0), unit: '3' }],
  ['an infinite announcement', expectUnits(Number.POSITIVE_INFINITY, true)],
  ['an announcement of NaN units, which would finish at once', expectUnits(Number.NaN, true)],
  ['a negative total', expectUnits(1, false, { totalRecords: -1 })],
  ['a total of units that is no whole number', expectUnits(1, false, { totalUnits: 1.5 })],
  ['an open unit that is no number', expectUnits(1, false, { open: { first: {} } })],
  ['a position that sets a counter', expectUnits(1, false, { position: { processedRecords: 0 } })],
  ['B44: negative outcomes', settleUnit(0, { synced: -1 })],
  ['B44: fractions of outcomes', settleUnit(0, { failed: 0.1 })],
  ['outcomes that are missing', { ...settleUnit(0), counts: { synced: 1, failed: 0 } }],
  [
    'outcomes of a child that are no numbers',
    { ...child, type: 'SETTLE_CHILD', outcome: 'PROCESSED', counts: { synced: Number.NaN, failed: 0, skipped: 0 } },
  ],
  ['an error entry without a message', settleUnit(0, {}, { errors })],
  ['B44: negative metrics', addMetrics('m', { processed: -1 })],
  ['metrics that are no number', addMetrics('m', { success: Number.NaN })],
  ['D7: metrics under an unknown name', addMetrics('m', { totalProcessed: 5 } as object)],
  ['error details without a code', addMetrics('m', { errorDetails: errors })],
  ['B18: a context that sets a counter', goTo('FETCHING', { contextUpdates: { totalRecords: 0 } })],
  ['a failure without a reason', { ...complete, type: 'HANDLE_ERROR', error: {} }],
  ['an empty updateId', { ...complete, updateId: '' }],
  ['a missing updateId', { ...complete, updateId: undefined }],
];

it.each(REFUSED)('refuses %s and leaves the process as it is', (_what, update) => {
  expect(() => foldAll(aProcess(), [update as ProcessUpdate])).toThrow(InvalidProcessDataError);
});

it('refuses a kind of update that it does not know', () => {
  expect(() => foldAll(aProcess(), [{ ...complete, type: 'DELETE_ALL' } as unknown as ProcessUpdate])).toThrow(InvalidProcessDataError);
});

it('takes the greatest exact number of units without working through them', () => {
  const units = Number.MAX_SAFE_INTEGER;
  const { process } = foldAll(aProcess(), [
    expectUnits(units, true, { totalRecords: units, totalUnits: units }),
    settleUnit(units - 1, { synced: 1 }),
  ]);
  expect(process.ledger).toMatchObject({ expectedUnits: units, settled: [[units - 1, units - 1]], finishing: false });
  expect(() => foldAll(process, [complete])).toThrow(`units 0-${units - 2} are not settled`);
});

import { expect, it } from 'vitest';
import { anExport, second } from '../test-support/an-export.ts';
import { momentOf, nextStop, recordedErrors, recordedProgress, recordedSpans, stopsOf } from './recorded-moment.ts';

const at = (seconds: number): number => Date.parse(second(seconds));

it('shows the state, the counts and the pages that were known at a moment', () => {
  const { sync, countedAt, pages } = momentOf(anExport(), at(15));
  expect(sync).toMatchObject({ state: 'PROCESSING_BATCHES', ended: false, counts: { processed: 30 }, recordsPerSecond: 3, actions: [] });
  expect(countedAt).toBe(second(10));
  expect(pages).toMatchObject({
    settled: [
      [0, 1],
      [4, 4],
    ],
    outstanding: [
      [2, 3],
      [5, 7],
    ],
    known: 8,
  });
});

it('guesses nothing: before the first numbers there are none, and pages that were not kept are not shown', () => {
  expect(momentOf(anExport(), at(1))).toMatchObject({ countedAt: undefined, pages: undefined, sync: { state: 'INITIALIZING' } });
  expect(momentOf(anExport(), at(40))).toMatchObject({
    countedAt: second(30),
    pages: undefined,
    sync: { state: 'PAUSED', waiting: { code: 'OPERATOR', message: 'Operator' }, counts: { processed: 50 } },
  });
});

it('ends with what the sync came to', () => {
  const file = anExport();
  const { sync, pages } = momentOf(file, at(60));
  expect(sync).toMatchObject({ state: 'ERROR', ended: true, counts: file.sync.counts });
  expect(pages).toEqual({ ...file.pages, version: 20 });
  expect(momentOf({ ...file, states: [], samples: [] }, at(60)).sync).toEqual(sync);
});

it('stops at each moment that was recorded, forward and back', () => {
  const stops = stopsOf(anExport());
  expect(stops).toEqual([0, 2, 10, 20, 30, 50, 60].map(at));
  expect([nextStop(stops, at(10), 1), nextStop(stops, at(11), -1), nextStop(stops, at(60), 1), nextStop(stops, at(0), -1)]).toEqual(
    [20, 10, 60, 0].map(at),
  );
});

it('says how long each state took, how it went on, and what failed without its message', () => {
  expect(recordedSpans(anExport())[2]).toEqual({ state: 'PAUSED', from: second(20), to: second(50) });
  expect(recordedProgress(anExport()).map(({ processed }) => processed)).toEqual([0, 30, 50, 90]);
  expect(recordedErrors(anExport())).toMatchObject({ shown: 1, failedPages: 1, groups: [{ code: 'API_REFUSED', pages: [3] }] });
});

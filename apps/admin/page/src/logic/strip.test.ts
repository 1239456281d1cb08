import { expect, it } from 'vitest';
import type { SyncPages } from '../api/types.ts';
import { clip, countPages, formatRanges, nextFailed, pageAt, stateOfPage, stripRuns, toRuns } from './strip.ts';

const NONE: SyncPages = { settled: [], failed: [], outstanding: [], known: 0, isComplete: false, version: 1 };

function pagesOf(change: Partial<SyncPages>): SyncPages {
  return { ...NONE, ...change };
}

it('draws the pages from runs, in the order in which they cover each other', () => {
  const pages = pagesOf({ known: 100, settled: [[0, 49]], outstanding: [[60, 99]], failed: [[50, 59]] });
  expect(stripRuns(pages, { width: 200 })).toEqual([
    { state: 'settled', from: 0, to: 0.5 },
    { state: 'outstanding', from: 0.6, to: 1 },
    { state: 'failed', from: 0.5, to: 0.6 },
  ]);
  expect(stripRuns(NONE, { width: 200 })).toEqual([]);
});

it('shows one failed page among 100,000', () => {
  const pages = pagesOf({
    known: 100_000,
    settled: [
      [0, 77_776],
      [77_778, 99_999],
    ],
    failed: [[77_777, 77_777]],
  });
  const [failed] = stripRuns(pages, { width: 800 }).filter(({ state }) => state === 'failed');
  expect((failed?.to ?? 0) - (failed?.from ?? 0)).toBeCloseTo(1 / 800);
  const [last] = stripRuns(pagesOf({ known: 100_000, failed: [[99_999, 99_999]] }), { width: 800 });
  expect(last?.to).toBe(1);
  expect((last?.to ?? 0) - (last?.from ?? 0)).toBeGreaterThanOrEqual(1 / 800 - 1e-9);
});

it('draws no more than two runs per pixel of 100,000 pages in the worst order, in less than 50 ms', () => {
  const settled = Array.from({ length: 50_000 }, (_, index): [number, number] => [index * 2, index * 2]);
  const failed = Array.from({ length: 50_000 }, (_, index): [number, number] => [index * 2 + 1, index * 2 + 1]);
  const pages = pagesOf({ known: 100_000, settled, failed });
  const startedMs = performance.now();
  const runs = stripRuns(pages, { width: 1000 });
  expect(performance.now() - startedMs).toBeLessThan(50);
  expect(runs.length).toBeLessThanOrEqual(4000);
});

it('knows of each page what became of it', () => {
  const pages = pagesOf({
    known: 12,
    settled: [
      [0, 3],
      [8, 9],
    ],
    failed: [[4, 4]],
    outstanding: [[5, 7]],
  });
  const states = Array.from({ length: 12 }, (_, page) => stateOfPage(pages, page)[0]).join('');
  expect(states).toBe('ssssfooossuu');
});

it('finds pages by place and by key', () => {
  expect([pageAt(0, 10), pageAt(0.55, 10), pageAt(1, 10), pageAt(-1, 10), pageAt(0.5, 0)]).toEqual([0, 5, 9, 0, 0]);
  const failed: [number, number][] = [
    [3, 5],
    [9, 9],
  ];
  expect([nextFailed(failed, 0, 1), nextFailed(failed, 3, 1), nextFailed(failed, 5, 1), nextFailed(failed, 9, 1)]).toEqual([3, 4, 9, 9]);
  expect([nextFailed(failed, 9, -1), nextFailed(failed, 4, -1), nextFailed(failed, 3, -1)]).toEqual([5, 3, 3]);
});

it('cuts runs to what is selected, and writes them', () => {
  const cut = clip(
    [
      [0, 3],
      [5, 9],
      [12, 12],
    ],
    2,
    6,
  );
  expect(cut).toEqual([
    [2, 3],
    [5, 6],
  ]);
  expect(countPages(cut)).toBe(4);
  expect(
    formatRanges([
      [1, 1],
      [3, 7],
    ]),
  ).toBe('1, 3–7');
  expect(
    formatRanges(
      [
        [1, 1],
        [3, 3],
        [5, 5],
      ],
      2,
    ),
  ).toBe('1, 3, and 1 more');
});

it('writes pages as runs, no more of them than the API takes', () => {
  expect(toRuns([])).toEqual([]);
  expect(toRuns([1, 2, 3, 7, 9, 10])).toEqual([
    [1, 3],
    [7, 7],
    [9, 10],
  ]);
  expect(toRuns(Array.from({ length: 300 }, (_, index) => index * 2))).toHaveLength(100);
});

import type { Ranges, SyncPages } from '../api/types.ts';

/** What became of a page, from the least to the most urgent: a pixel of many pages shows the most urgent one. */
export type PageState = 'unknown' | 'settled' | 'outstanding' | 'failed';

/** A run of pixels of one kind. */
export interface StripRun {
  readonly state: PageState;
  /** From 0 to below 1 of the width. */
  readonly from: number;
  readonly to: number;
}

/** Failed pages are drawn last, and are never thinner than a pixel: among 100,000 pages one failed page is still seen. */
const ORDER = ['settled', 'outstanding', 'failed'] as const;

/** @returns what is drawn of the pages of a sync, in the order in which it is drawn. Work grows with the runs, not with the pages. */
export function stripRuns(pages: SyncPages, { width }: { readonly width: number }): readonly StripRun[] {
  const { known } = pages;
  if (known === 0 || width <= 0) return [];
  const pixel = 1 / width;
  return ORDER.flatMap((state) => {
    const runs: { state: PageState; from: number; to: number }[] = [];
    for (const [first, last] of pages[state]) {
      const from = first / known;
      const to = Math.min(1, Math.max((last + 1) / known, from + pixel));
      const before = runs.at(-1);
      // Runs nearer to each other than half of a pixel are one: no more than two per pixel are drawn.
      if (before !== undefined && from - before.to < pixel / 2) before.to = Math.max(before.to, to);
      else runs.push({ state, from: Math.min(from, 1 - pixel), to });
    }
    return runs;
  });
}

/** @returns the page at a place of the strip, from 0 to 1. */
export function pageAt(place: number, known: number): number {
  return Math.min(Math.max(0, Math.floor(place * known)), Math.max(0, known - 1));
}

/** @returns what became of one page. */
export function stateOfPage(pages: SyncPages, page: number): PageState {
  if (holds(pages.failed, page)) return 'failed';
  if (holds(pages.outstanding, page)) return 'outstanding';
  return holds(pages.settled, page) ? 'settled' : 'unknown';
}

/** Runs are in order: half of them is left out at each step. */
function holds(ranges: Ranges, page: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from = 0, to = 0] = ranges[middle] ?? [];
    if (page < from) high = middle - 1;
    else if (page > to) low = middle + 1;
    else return true;
  }
  return false;
}

/** @returns how many pages runs hold. */
export function countPages(ranges: Ranges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/** @returns the parts of runs that lie from one page to another, both included. */
export function clip(ranges: Ranges, from: number, to: number): Ranges {
  return ranges.filter(([first, last]) => last >= from && first <= to).map(([first, last]) => [Math.max(first, from), Math.min(last, to)]);
}

/** @returns the next page that failed, behind or before another; the same one when there is none. */
export function nextFailed(failed: Ranges, page: number, direction: 1 | -1): number {
  if (direction === 1) {
    const run = failed.find(([, to]) => to > page);
    return run === undefined ? page : Math.max(run[0], page + 1);
  }
  const run = failed.findLast(([from]) => from < page);
  return run === undefined ? page : Math.min(run[1], page - 1);
}

/** @returns runs as a person writes them, such as `3–7, 12`. */
export function formatRanges(ranges: Ranges, limit = 6): string {
  const shown = ranges.slice(0, limit).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return [...shown, ...(ranges.length > limit ? [`and ${ranges.length - limit} more`] : [])].join(', ');
}

/** The API takes no more of them. */
const MAX_RUNS = 100;

/** @returns pages in order as runs. */
export function toRuns(pages: readonly number[]): Ranges {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last !== undefined && page === last[1] + 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.slice(0, MAX_RUNS);
}

import type { Process } from '@frigg-crm/core';
import { knownUnits, type Interval } from '@frigg-crm/core/adapter';

/** How many runs of pages one redrive takes. */
export const MAX_PAGE_RANGES = 100;

/** A run of page numbers, from 0, both ends included. */
export type PageRange = Interval;

/**
 * Reads runs of pages as people write them: `3,7-9`.
 * @returns `undefined` when the text is none, has more than {@link MAX_PAGE_RANGES} runs, or a run that ends before it begins.
 */
export function parsePageRanges(text: string): readonly PageRange[] | undefined {
  const runs = text.split(',').map((run) => /^\s*(\d{1,9})(?:-(\d{1,9}))?\s*$/.exec(run));
  if (runs.length > MAX_PAGE_RANGES) return undefined;
  const ranges = runs.flatMap((match) => (match === null ? [] : [[Number(match[1]), Number(match[2] ?? match[1])] as const]));
  return ranges.length === runs.length && ranges.every(([from, to]) => from <= to) ? ranges : undefined;
}

/** @returns what is wrong with pages of a sync, to stand behind its name: `undefined` when it knows all of them. */
export function findUnknownPage({ ledger }: Pick<Process, 'ledger'>, pages: readonly PageRange[]): string | undefined {
  const known = knownUnits(ledger);
  const run = pages.find(([, to]) => to >= known);
  if (run === undefined) return undefined;
  return `has no page ${Math.max(run[0], known)}: ${known === 0 ? 'none is announced' : `its pages are 0 to ${known - 1}`}`;
}

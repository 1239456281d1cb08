import type { StateMove, SyncExport, SyncSample } from '@frigg-crm/crm-base';
import { ReplayError } from './replay-error.ts';

/** What becomes of the people of a page. */
export interface PagePlan {
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A pause, when so many pages are settled in a life of the sync. */
export interface PausePlan {
  readonly settled: number;
  /** An operator paused it; otherwise an account was refused. */
  readonly byOperator: boolean;
  readonly forMs: number;
}

/** From a start, or a redrive, to an end. */
export interface LifePlan {
  /** Pages that cannot be read meanwhile. */
  readonly failedPages: ReadonlySet<number>;
  readonly pauses: readonly PausePlan[];
}

/** A sync of the shape of a recorded one. Its pages are numbered anew: those that were settled come first. */
export interface ReplayPlan {
  readonly pages: readonly PagePlan[];
  readonly lives: readonly LifePlan[];
  /** How many pages come to be settled; fewer than there are where it was cancelled, or has not ended. */
  readonly settled: number;
  readonly ending: 'ends' | 'is cancelled' | 'is left';
  /** What of the recorded sync is played in another way. */
  readonly notes: readonly string[];
}

/** A replay of more takes too long. */
const MAX_PEOPLE = 50_000;
const MAX_PAGES = 5000;

type Runs = readonly (readonly [number, number])[];

/** @returns how a recorded sync is played again. @throws {ReplayError} when it cannot be. */
export function planReplay(file: SyncExport): ReplayPlan {
  const { sync, pages } = file;
  const { processed } = sync.counts;
  if (sync.type === 'WEBHOOK') throw new ReplayError('A sync of single people that a webhook named has no pages to replay');
  if (pages.known > MAX_PAGES || processed > MAX_PEOPLE)
    throw new ReplayError(`It has ${pages.known} pages and ${processed} people; a replay takes ${MAX_PAGES} and ${MAX_PEOPLE} at most`);
  const order = [...valuesOf(pages.settled), ...valuesOf(pages.outstanding)];
  const numberOf = new Map(order.map((page, index) => [page, index]));
  const toNumbers = (runs: Runs): Set<number> => new Set(valuesOf(runs).map((page) => numberOf.get(page) ?? -1));
  const notes: string[] = [];
  const lives = planLives(file, { toNumbers, notes });
  const planned = planPages(file, lives.at(-1)?.failedPages ?? new Set());
  const holdsNone = (page: number): boolean => (planned[page]?.synced ?? 0) + (planned[page]?.failed ?? 0) === 0;
  if (lives.some(({ failedPages }) => [...failedPages].some(holdsNone)))
    notes.push('A page that failed at first held no one who could be written: that it failed is not played');
  return {
    pages: planned,
    lives,
    settled: valuesOf(pages.settled).length,
    ending: endingOf(file, notes),
    notes,
  };
}

/** @returns what the counts have to be: without those of pages that failed as a whole. */
export function replayedCounts({ sync: { counts }, failedPages }: SyncExport): PagePlan {
  const without = (name: keyof PagePlan): number => counts[name] - failedPages.reduce((sum, page) => sum + page[name], 0);
  return { synced: without('synced'), failed: without('failed'), skipped: without('skipped') };
}

/** @returns the numbers of runs. */
export function valuesOf(runs: Runs): readonly number[] {
  return runs.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}

function endingOf({ sync, pages }: SyncExport, notes: string[]): ReplayPlan['ending'] {
  if (sync.state === 'CANCELLED') return 'is cancelled';
  if (!sync.ended) return 'is left';
  if (pages.outstanding.length === 0) return 'ends';
  notes.push('It ended with pages outstanding, for a reason that is not in the file: it is played up to there');
  return 'is left';
}

/** The people are spread evenly over the pages that were written: how many each page had is not recorded. */
function planPages(file: SyncExport, failed: ReadonlySet<number>): readonly PagePlan[] {
  const { known, settled } = file.pages;
  const counts = replayedCounts(file);
  const written = valuesOf(settled).length - failed.size;
  let index = 0;
  const share = (count: number): number =>
    written === 0 ? 0 : Math.floor(((index + 1) * count) / written) - Math.floor((index * count) / written);
  // One that was stopped had more in front of it, whether that was announced or not.
  const length = file.sync.state === 'COMPLETED' || file.sync.state === 'ERROR' ? known : valuesOf(settled).length + 1;
  return Array.from({ length: Math.max(known, length) }, (_, page) => {
    // Who was on a page that was not written is not recorded.
    if (failed.has(page) || index >= written) return { synced: 1, failed: 0, skipped: 0 };
    const plan = { synced: share(counts.synced), failed: share(counts.failed), skipped: share(counts.skipped) };
    index += 1;
    return plan;
  });
}

interface LifeContext {
  readonly toNumbers: (runs: Runs) => Set<number>;
  readonly notes: string[];
}

function planLives({ states, samples, pages, sync }: SyncExport, { toNumbers, notes }: LifeContext): readonly LifePlan[] {
  const lives: LifePlan[] = [];
  let pauses: PausePlan[] = [];
  for (const [index, move] of states.entries()) {
    const next = states[index + 1];
    if (next === undefined) break;
    if (move.state === 'PAUSED') pauses.push(pauseOf(move, next, samples));
    const failed = move.state === 'ERROR' ? failedAt(samples, move.version, next.version) : undefined;
    if (failed === undefined) continue;
    lives.push({ failedPages: toNumbers(failed), pauses });
    pauses = [];
  }
  if (lives.length < sync.generation) notes.push('Not every redrive was recorded: those are not played');
  return [...lives, { failedPages: toNumbers(pages.failed), pauses }];
}

function pauseOf({ at, version, waiting }: StateMove, next: StateMove, samples: readonly SyncSample[]): PausePlan {
  const forMs = Math.max(1000, Date.parse(next.at) - Date.parse(at));
  return { settled: settledAt(samples, version), byOperator: waiting?.code === 'OPERATOR', forMs };
}

/** @returns what had failed when it ended, and before it was opened again. */
function failedAt(samples: readonly SyncSample[], from: number, before: number): Runs | undefined {
  return samples.findLast(({ version, pages }) => version >= from && version < before && pages !== null)?.pages?.failed;
}

function settledAt(samples: readonly SyncSample[], version: number): number {
  const sample = samples.findLast((one) => one.version <= version && one.pages !== null);
  return sample?.pages == null ? 0 : valuesOf(sample.pages.settled).length;
}

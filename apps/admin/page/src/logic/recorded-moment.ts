import type { ExportedSync, Sync, SyncErrors, SyncPages } from '../api/types.ts';
import { toWords } from './format.ts';
import type { Sample } from './samples.ts';
import type { Span } from './timeline.ts';

const ENDS: ReadonlySet<string> = new Set(['COMPLETED', 'ERROR', 'CANCELLED']);

/** What is known of a sync at a moment of its past. */
export interface RecordedMoment {
  /** Its counts are those of `countedAt`. */
  readonly sync: Sync;
  /** When the counts were true; `undefined`: none were recorded until then. */
  readonly countedAt: string | undefined;
  /** `undefined`: what became of the pages until then was not recorded. */
  readonly pages: SyncPages | undefined;
}

/** @returns the moments at which something was recorded, in milliseconds since 1970, in order. */
export function stopsOf({ sync, states, samples }: ExportedSync): readonly number[] {
  const times = [sync.createdAt, sync.updatedAt, ...states.map(({ at }) => at), ...samples.map(({ at }) => at)];
  return [...new Set(times.map((at) => Date.parse(at)))].toSorted((a, b) => a - b);
}

/** @returns the next moment at which something was recorded, behind or before another one; the same one when there is none. */
export function nextStop(stops: readonly number[], atMs: number, direction: 1 | -1): number {
  const found = direction === 1 ? stops.find((stop) => stop > atMs) : stops.findLast((stop) => stop < atMs);
  return found ?? atMs;
}

/** @returns what is known of the sync at a moment. Nothing is guessed between two moments: the one before is shown. */
export function momentOf(file: ExportedSync, atMs: number): RecordedMoment {
  const isAtEnd = atMs >= Date.parse(file.sync.updatedAt);
  const sample = lastUntil(file.samples, atMs);
  const counted: Counted | undefined = isAtEnd ? { at: file.sync.updatedAt, counts: file.sync.counts } : sample;
  const move = lastUntil(file.states, atMs);
  const state = isAtEnd ? file.sync.state : (move?.state ?? 'INITIALIZING');
  return {
    sync: { ...toSync(file), state, ended: ENDS.has(state), waiting: waitingOf(move), ...(counted && countsAt(file, counted)) },
    countedAt: counted?.at,
    pages: isAtEnd ? { ...file.pages, version: file.sync.version } : sample && pagesAt(sample),
  };
}

/** @returns the states that it went through, and for how long it was in each. */
export function recordedSpans({ sync, states }: ExportedSync): readonly Span[] {
  return states.map(({ state, at }, index) => ({ state, from: at, to: states[index + 1]?.at ?? sync.endedAt ?? undefined }));
}

/** @returns how much was processed, over time. */
export function recordedProgress({ sync, samples }: ExportedSync): readonly Sample[] {
  const points = [
    { atMs: Date.parse(sync.createdAt), processed: 0 },
    ...samples.map(({ at, counts: { processed } }) => ({ atMs: Date.parse(at), processed })),
    // Between the newest sample and the export it may have moved on.
    { atMs: Date.parse(sync.endedAt ?? sync.updatedAt), processed: sync.counts.processed },
  ];
  return points.filter(({ atMs }, index) => index === 0 || atMs > (points[index - 1]?.atMs ?? 0));
}

/** @returns what failed by the end. Messages are not in a file. */
export function recordedErrors({ sync, pages, errors }: ExportedSync): SyncErrors {
  return {
    groups: errors.map((group) => ({ ...group, sample: 'Its message is not in the file: it could name a person.' })),
    shown: errors.reduce((sum, group) => sum + group.count, 0),
    failed: sync.counts.failed,
    failedPages: pages.failed.reduce((sum, [from, to]) => sum + to - from + 1, 0),
    version: sync.version,
  };
}

type RecordedSample = ExportedSync['samples'][number];
type Counted = Pick<RecordedSample, 'at' | 'counts'>;

/** Clocks of programs differ a little: the versions are in order, the times need not be. */
function lastUntil<Entry extends { readonly at: string }>(entries: readonly Entry[], atMs: number): Entry | undefined {
  return entries.findLast(({ at }) => Date.parse(at) <= atMs);
}

function toSync({ sync }: ExportedSync): Sync {
  const { id, integration, connector, objectType, type, kind, state, ended, counts, version, createdAt, updatedAt, endedAt } = sync;
  const shown = { id, integrationId: integration, connector, objectType, type, kind, state, ended, counts, version };
  // Nothing can be done to what is over.
  return { ...shown, recordsPerSecond: 0, estimatedCompletion: null, waiting: null, actions: [], createdAt, updatedAt, endedAt };
}

function countsAt({ sync: { createdAt } }: ExportedSync, { at, counts }: Counted): Pick<Sync, 'counts' | 'recordsPerSecond' | 'updatedAt'> {
  const seconds = (Date.parse(at) - Date.parse(createdAt)) / 1000;
  return { counts, recordsPerSecond: seconds > 0 ? counts.processed / seconds : 0, updatedAt: at };
}

function pagesAt({ pages, known, isComplete, version }: RecordedSample): SyncPages | undefined {
  if (pages === null) return undefined;
  return { ...pages, outstanding: missingOf(pages.settled, known), known, isComplete, version };
}

/** Runs of the pages below `known` that are not in others. */
function missingOf(settled: SyncPages['settled'], known: number): SyncPages['settled'] {
  const ends = [...settled, [known, known] as const];
  return ends.flatMap(([from], index) => {
    const next = index === 0 ? 0 : (settled[index - 1]?.[1] ?? 0) + 1;
    return next < from ? [[next, from - 1] as const] : [];
  });
}

function waitingOf(move: ExportedSync['states'][number] | undefined): Sync['waiting'] {
  if (move?.waiting == null) return null;
  const { code, until } = move.waiting;
  return { code, message: toWords(code), ...(until !== null && { until }) };
}

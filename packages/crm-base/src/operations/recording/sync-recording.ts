import { readCounts, type Process } from '@frigg-crm/core';
import { countValues, outstandingUnits } from '@frigg-crm/core/adapter';
import * as z from 'zod';

const count = z.int().min(0);
const moment = z.iso.datetime();
const runs = z.array(z.tuple([count, count]));

/** A state that a sync came to. */
export const stateMoveSchema = z.strictObject({
  at: moment,
  version: count,
  state: z.string(),
  waiting: z.strictObject({ code: z.string(), until: moment.nullable() }).nullable().describe('Why nothing moves'),
});

/** The counts of a sync; `total` is `null` while it is not known. */
export const syncCountsSchema = z.strictObject({
  processed: count.describe('synced + failed + skipped'),
  synced: count,
  failed: count,
  skipped: count,
  stale: count.describe('Those of skipped that a later version has overtaken'),
  total: count.nullable().describe('null: not known yet'),
  totalIsFinal: z.boolean().describe('Whether total can still grow'),
});

/** What the numbers of a sync were at one moment: all of one version. */
export const syncSampleSchema = z.strictObject({
  at: moment,
  version: count,
  counts: syncCountsSchema,
  known: count.describe('How many pages were announced'),
  isComplete: z.boolean().describe('Whether no further page would be announced'),
  pages: z
    .strictObject({ settled: runs, failed: runs })
    .nullable()
    .describe('Runs of page numbers, from 0, both ends included; null: they were too many to be kept'),
});

/** How a sync went, as it was recorded while it ran. */
export const syncRecordingSchema = z.strictObject({
  /** Samples are so far apart, in milliseconds. */
  spacingMs: count,
  states: z.array(stateMoveSchema),
  samples: z.array(syncSampleSchema),
});

/** A state that a sync came to, and when. */
export type StateMove = z.output<typeof stateMoveSchema>;
/** What the numbers of a sync were at one moment. */
export type SyncSample = z.output<typeof syncSampleSchema>;
/** How a sync went, as it was recorded while it ran. */
export type SyncRecording = z.output<typeof syncRecordingSchema>;

/** Half of the samples are left out, and the next ones are twice as far apart, when there are more than these. */
export const MAX_SAMPLES = 120;
/** Of more states the oldest are left out. */
export const MAX_STATES = 200;
/** Where pages are in more runs, the numbers are kept without them. */
const MAX_RUNS = 60;
const FIRST_SPACING_MS = 1000;

/** Nothing is recorded yet. */
export const EMPTY_RECORDING: SyncRecording = { spacingMs: FIRST_SPACING_MS, states: [], samples: [] };

/** @returns the numbers of a process in its version. */
export function sampleOf(process: Process): SyncSample {
  const { ledger, version, updatedAt: at } = process;
  const { settled, failed, closed } = ledger;
  const pages = settled.length + failed.length > MAX_RUNS ? null : { settled: toRuns(settled), failed: toRuns(failed) };
  return {
    at,
    version,
    counts: countsOf(process),
    known: countValues(settled) + countValues(outstandingUnits(ledger)),
    isComplete: closed,
    pages,
  };
}

/** @returns the counts of a process. */
export function countsOf(process: Process): z.output<typeof syncCountsSchema> {
  const { total, ...counts } = readCounts(process);
  const totalIsFinal = process.endedAt !== null || process.ledger.closed;
  // An unknown total is kept as 0, which is only true of a sync that knows it.
  return { ...counts, total: total === 0 && !totalIsFinal ? null : total, totalIsFinal };
}

/** @returns runs as JSON holds them. */
export function toRuns(set: readonly (readonly [number, number])[]): [number, number][] {
  return set.map(([from, to]) => [from, to]);
}

/**
 * @returns the recording with more in it, of bounded size however long the sync runs. Several programs may add to one, late
 * and more than once: what counts is the order of the versions.
 */
export function addToRecording(
  { spacingMs, states, samples }: SyncRecording,
  more: { readonly states: readonly StateMove[]; readonly sample: SyncSample },
): SyncRecording {
  const known = byVersion([...states, ...more.states]);
  // Each program adds the first state that it sees: of many programs these fill the room of the states before.
  const kept = known.length <= MAX_STATES ? known : withoutRepeats(known).slice(-MAX_STATES);
  const all = byVersion([...samples, more.sample]);
  if (all.length <= MAX_SAMPLES) return { spacingMs, states: kept, samples: all };
  // The first and the newest one stay.
  return { spacingMs: spacingMs * 2, states: kept, samples: all.filter((_, index) => index % 2 === 0 || index === all.length - 1) };
}

/** @returns the moves that came to another state than the one before. */
export function withoutRepeats(moves: readonly StateMove[]): readonly StateMove[] {
  return moves.filter(({ state }, index) => state !== moves[index - 1]?.state);
}

/** @returns how far the next sample is away, in milliseconds; 0 where it is due. */
export function untilNextSample({ spacingMs, samples }: SyncRecording, nowMs: number): number {
  const newest = samples.at(-1);
  if (newest === undefined) return 0;
  // The clocks of programs differ: of a sample from the future only its spacing counts.
  return Math.min(spacingMs, Math.max(0, Date.parse(newest.at) + spacingMs - nowMs));
}

/** Of two of the same version the first one is kept. */
function byVersion<Entry extends { readonly version: number }>(entries: readonly Entry[]): Entry[] {
  const sorted = entries.toSorted((a, b) => a.version - b.version);
  return sorted.filter(({ version }, index) => version !== sorted[index - 1]?.version);
}

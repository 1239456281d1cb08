import type { JsonValue } from '../json.ts';
import { asObject, readCounts } from './progress.ts';
import type { Process } from './process.ts';

/** The last moment that a `Date` can name (ECMA-262, time values). A wrong hint of the total must not stop a process. */
const MAX_DATE_MS = 8.64e15;

/**
 * @returns the process with `duration` (ms), `recordsPerSecond` and `estimatedCompletion`, derived from its counters
 * and never the other way round. An estimate is there only while it means something: total known, records flowing,
 * not ended.
 */
export function withTiming(process: Process, nowMs: number): Process {
  const { total, processed } = readCounts(process);
  const endMs = process.endedAt === null ? nowMs : Date.parse(process.endedAt);
  const duration = Math.max(0, endMs - startMs(process));
  const perSecond = duration > 0 ? Math.round((processed * 100_000) / duration) / 100 : 0;
  const remaining = Math.max(0, total - processed);
  const estimateMs = nowMs + (remaining / perSecond) * 1000;
  const estimated = process.endedAt === null && perSecond > 0 && total > 0 && estimateMs <= MAX_DATE_MS;
  const estimatedCompletion = estimated ? toIso(estimateMs) : null;
  return {
    ...process,
    context: { ...process.context, estimatedCompletion, endTime: process.endedAt },
    results: {
      ...process.results,
      aggregateData: { ...asObject(process.results['aggregateData']), duration, recordsPerSecond: perSecond },
    },
  };
}

function startMs(process: Process): number {
  const start: JsonValue | undefined = process.context['startTime'];
  const parsed = typeof start === 'string' ? Date.parse(start) : Number.NaN;
  return Number.isNaN(parsed) ? Date.parse(process.createdAt) : parsed;
}

/** Writing a time costs more than counting a unit, and the updates that one save folds carry the same one. */
let written = { ms: 0, text: '1970-01-01T00:00:00.000Z' };

/** @returns milliseconds since the epoch as ISO 8601. */
export function toIso(ms: number): string {
  if (ms !== written.ms) written = { ms, text: new Date(ms).toISOString() };
  return written.text;
}

/** @returns the time that the text names, in milliseconds since the epoch; `NaN` when it names none. */
export function parseTime(text: string): number {
  return Date.parse(text);
}

/** Times that are known to be written well: those of the processes that are saved over and over. */
const wellWritten = new Set<string>();
const MOST_WELL_WRITTEN = 1000;

/** @returns whether the text is a time as {@link toIso} writes it. */
export function isIso(text: string): boolean {
  if (wellWritten.has(text)) return true;
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) return false;
  if (wellWritten.size >= MOST_WELL_WRITTEN) wellWritten.clear();
  wellWritten.add(text);
  return true;
}

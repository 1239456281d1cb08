import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { parseTime } from '../process/timing.ts';

/** A moment with a zone, or a day (which counts from midnight, UTC). */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T.+(?:Z|[+-]\d{2}:?\d{2}))?$/;

/**
 * Reads a moment of a request.
 * @returns milliseconds since the epoch.
 * @throws {InvalidProcessDataError} when the text is no ISO 8601 moment with a zone.
 */
export function readMoment(text: string): number {
  const ms = MOMENT.test(text) ? parseTime(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidProcessDataError('a moment must be written in ISO 8601 with its zone');
  return ms;
}

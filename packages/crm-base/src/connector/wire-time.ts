import { ConfigurationError } from '@frigg-crm/core';

/** Options of {@link toWholeSeconds}. */
export interface WholeSecondsOptions {
  /** How UTC is written; some APIs only document offsets. @defaultValue 'Z' */
  readonly utc?: 'Z' | '+00:00' | undefined;
}

/**
 * Writes a time as most APIs document it: RFC 3339 in UTC with whole seconds, rounded down, so that no person who changed
 * within that second is left out.
 * @throws {ConfigurationError} when it is no time.
 */
export function toWholeSeconds(iso: string, { utc = 'Z' }: WholeSecondsOptions = {}): string {
  const time = toUtc(iso);
  if (time === undefined) throw new ConfigurationError('Give times in ISO 8601');
  return `${time.slice(0, 19)}${utc}`;
}

/** @returns the time in UTC with milliseconds, or `undefined` for what is no time between the years 0 and 9999. */
export function toUtc(iso: string | null | undefined): string | undefined {
  const ms = Date.parse(iso ?? '');
  if (Number.isNaN(ms)) return undefined;
  const utc = new Date(ms).toISOString();
  // Years beyond 9999 are written with a sign and more digits.
  return /^\d{4}-/.test(utc) ? utc : undefined;
}

/** Writes a count of minutes or seconds as hours and minutes, or minutes and seconds: 125 is `02:05`. */
export function toSixties(count: number): string {
  return [Math.floor(count / 60), count % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

import { InvalidProcessDataError, isStorableText, toIso } from '@frigg-crm/core';

/** A moment with a zone, or a day (which counts from midnight, UTC). */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T.+(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** @throws {InvalidProcessDataError} when PostgreSQL cannot hold one of the texts; nothing of the text is told. */
export function assertStorableTexts(texts: readonly string[]): void {
  if (!texts.every(isStorableText)) throw new InvalidProcessDataError('a text cannot be stored: it holds U+0000 or half a surrogate pair');
}

/**
 * @returns the moment as `Date.prototype.toISOString` writes it, whatever zone the connection has.
 * @throws {InvalidProcessDataError} when the text is no ISO 8601 moment with a zone.
 */
export function toMoment(text: string): string {
  const ms = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidProcessDataError('a moment must be written in ISO 8601 with its zone');
  return toIso(ms);
}

/** @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on. */
export function assertLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new InvalidProcessDataError('limit must be a whole number, 0 or more');
}

/** @throws {InvalidProcessDataError} when it is not a number of milliseconds, `least` or more. */
export function assertMilliseconds(name: string, value: number, least = 0): void {
  if (!Number.isFinite(value) || value < least)
    throw new InvalidProcessDataError(`${name} must be a number of milliseconds, ${least} or more`);
}

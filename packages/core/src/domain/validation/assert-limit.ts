import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';

/** @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on. */
export function assertLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new InvalidProcessDataError('limit must be a whole number, 0 or more');
}

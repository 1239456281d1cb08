import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';

/** @throws {InvalidProcessDataError} when it is not a number of milliseconds, `least` or more. */
export function assertMilliseconds(name: string, value: number, least = 0): void {
  if (!Number.isFinite(value) || value < least)
    throw new InvalidProcessDataError(`${name} must be a number of milliseconds, ${least} or more`);
}

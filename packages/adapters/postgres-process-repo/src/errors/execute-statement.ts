import { systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { errorCode, translateError } from './translate-error.ts';

/** Serialization failure and deadlock: PostgreSQL has undone the statement because of another one. */
const LOST_RACES = new Set(['40001', '40P01']);
const TRANSACTION_ABORTED = '25P02';
const ATTEMPTS = 10;
const FIRST_DELAY_MS = 5;
const MAX_DELAY_MS = 200;

/** Executes one statement, and repeats it if it lost a race. @throws one of our errors, or the signal's reason. */
export async function executeStatement<Result>(options: CallOptions | undefined, execute: () => Promise<Result>): Promise<Result> {
  try {
    return await repeatLostRaces(options, execute);
  } catch (error) {
    throw failure(error, options);
  }
}

/**
 * Executes one statement, and again after a random delay if PostgreSQL undid it because of another one: nothing
 * happened, and statements that collided must not start again at the same moment.
 * @throws what the driver throws.
 */
export async function repeatLostRaces<Result>(
  options: CallOptions | undefined,
  execute: () => Promise<Result>,
  clock: Pick<Clock, 'sleep'> = systemClock,
): Promise<Result> {
  options?.signal?.throwIfAborted();
  let lost: Error | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await execute();
    } catch (error) {
      const code = errorCode(error) ?? '';
      // Inside a transaction of the caller's, PostgreSQL refuses to repeat: the caller must repeat the whole transaction.
      if (code === TRANSACTION_ABORTED && lost !== undefined) throw lost;
      if (attempt === ATTEMPTS || !LOST_RACES.has(code)) throw error;
      lost = error instanceof Error ? error : undefined;
      await clock.sleep(Math.random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt), options);
    }
  }
}

/** @returns the signal's reason for a call that was given up, one of our errors for any other. */
export function failure(error: unknown, options: CallOptions | undefined): unknown {
  return options?.signal?.aborted === true ? options.signal.reason : translateError(error);
}

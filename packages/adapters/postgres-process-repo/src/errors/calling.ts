import type { CallOptions } from '@frigg-crm/core';
import { errorCode, translateError } from './translate-error.ts';

/** Serialization failure and deadlock: PostgreSQL has undone the statement because of another one. */
const LOST_RACES = new Set(['40001', '40P01']);
const ATTEMPTS = 10;

/** Calls the database. @throws one of our errors, or the signal's reason. */
export async function calling<Result>(options: CallOptions | undefined, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw failure(error, options);
  }
}

/** Calls the database with one statement, again if another statement made PostgreSQL undo it. */
export async function callingAgain<Result>(options: CallOptions | undefined, call: () => Promise<Result>): Promise<Result> {
  options?.signal?.throwIfAborted();
  return calling(options, async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        if (attempt === ATTEMPTS || !LOST_RACES.has(errorCode(error) ?? '')) throw error;
      }
    }
  });
}

/** @returns the signal's reason for a call that was given up, one of our errors for any other. */
export function failure(error: unknown, options: CallOptions | undefined): unknown {
  return options?.signal?.aborted === true ? options.signal.reason : translateError(error);
}

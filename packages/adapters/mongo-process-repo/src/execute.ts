import { StorageError, systemClock, type CallOptions } from '@frigg-crm/core';
import { isWriteConflict, translateError } from './errors/translate-error.ts';

/** How long a command may take when no other deadline is given, in milliseconds. */
export const DEFAULT_RESPONSE_TIMEOUT_MS = 30_000;

/** How often a command is sent at most whose writes conflict with those of other commands. */
const MAX_ATTEMPTS = 12;
const FIRST_BACKOFF_MS = 5;
const MAX_BACKOFF_MS = 500;

/** How one command is executed. */
export interface ExecuteOptions extends CallOptions {
  /** The deadline of one attempt, in milliseconds. @defaultValue 30000 */
  readonly responseTimeoutMs?: number | undefined;
}

/**
 * Executes one command of the driver and translates its errors. The deadline is kept here because the driver has none for
 * a whole call: `timeoutMS` is without effect in version 7, and a read that it repeats starts a new `socketTimeoutMS`.
 * A command is repeated when the server reports that nothing took effect because of concurrent writes.
 *
 * @throws {StorageError} when the deadline passes or writes keep conflicting; the signal's reason when that comes first.
 */
export async function execute<Result>(
  options: ExecuteOptions | undefined,
  command: () => Promise<Result>,
  translate: (error: unknown) => unknown = translateError,
): Promise<Result> {
  const signal = options?.signal;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await withinDeadline(command, options);
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (attempt === MAX_ATTEMPTS || !isWriteConflict(error)) throw translate(error);
    }
    await systemClock.sleep(backoffMs(attempt), { signal });
  }
}

/** @returns the option that makes the server stop a query whose caller has given up. */
export function queryLimit(options: ExecuteOptions): { readonly maxTimeMS: number } {
  return { maxTimeMS: deadlineOf(options) };
}

/** A timer of more than 2^31 - 1 milliseconds would fire at once. */
function deadlineOf({ responseTimeoutMs = DEFAULT_RESPONSE_TIMEOUT_MS }: ExecuteOptions): number {
  return Math.min(responseTimeoutMs, 2 ** 31 - 1);
}

/** Commands that met each other must not meet again, so each waits another time. */
function backoffMs(attempt: number): number {
  return Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
}

/** The driver cannot revoke a command that was sent; its result is ignored. */
async function withinDeadline<Result>(command: () => Promise<Result>, options: ExecuteOptions = {}): Promise<Result> {
  const { signal } = options;
  const deadlineMs = deadlineOf(options);
  let abort = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', abort);
    timer = setTimeout(() => {
      reject(new StorageError(`MongoDB did not respond within ${deadlineMs} ms; whether a change took effect is unknown`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([command(), interrupted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

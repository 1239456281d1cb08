import type { CallOptions, Clock } from '@frigg-crm/core';
import { linkAbort, withTimeout } from '@frigg-crm/core/adapter';
import { WorkTimeoutError } from './work-timeout-error.ts';

export interface WorkDeadlineOptions extends CallOptions {
  /** Names the work in the error. */
  readonly what: string;
  /** Milliseconds of the clock that the work may take. */
  readonly ms: number;
}

/**
 * Waits for work that calls a connector or a client, which may hang. Unlike `withTimeout` of core it lets the work end by
 * itself when the caller's signal is aborted: a worker that stops finishes what it has begun.
 * @throws {WorkTimeoutError} when the time is up; the signal of the work is aborted then. Else what the work throws.
 */
export async function withWorkDeadline(
  clock: Clock,
  { what, ms, signal }: WorkDeadlineOptions,
  work: (call: CallOptions) => Promise<void>,
): Promise<void> {
  const stop = linkAbort(signal);
  const onTimeout = (): Error => {
    const error = new WorkTimeoutError(what, ms);
    stop.abort(error);
    return error;
  };
  try {
    await withTimeout(clock, async () => work({ signal: stop.signal }), { ms, onTimeout });
  } finally {
    stop.unlink();
  }
}

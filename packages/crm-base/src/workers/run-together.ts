import { FriggCrmError, type CallOptions } from '@frigg-crm/core';
import { ConsumerFailedError } from '../failures/consumer-failed-error.ts';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';

/** What runs until its signal is aborted. */
export type Consumer = (options: { readonly signal: AbortSignal }) => Promise<unknown>;

/**
 * Runs consumers side by side until `signal` is aborted. When one of them fails, the others are stopped, too: a program
 * that works on half of its queues looks alive and is not.
 * @param consumers - By name, for the error.
 * @returns when all have stopped.
 * @throws {ConsumerFailedError} naming the one that failed first.
 */
export async function runTogether(consumers: Readonly<Record<string, Consumer>>, { signal }: CallOptions): Promise<void> {
  const failed = new AbortController();
  const combined = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const run = async ([name, consume]: readonly [string, Consumer]): Promise<void> => {
    try {
      await consume({ signal: combined });
    } catch (cause) {
      const isNamed = FriggCrmError.hasCode<CrmBaseErrorCode>(cause, 'CONSUMER_FAILED');
      failed.abort(isNamed ? cause : new ConsumerFailedError(name, { cause }));
    }
  };
  await Promise.all(Object.entries(consumers).map(run));
  if (failed.signal.aborted) throw failed.signal.reason;
}

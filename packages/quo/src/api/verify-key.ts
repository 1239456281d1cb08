import type { CallOptions, Clock } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';

/** Options of `verifyKey`. */
export interface VerifyKeyOptions extends CallOptions {
  /**
   * Milliseconds before the second, third … attempt. A new key takes about 30 s to work.
   * @defaultValue [5_000, 10_000, 20_000]
   */
  readonly delaysMs?: readonly number[] | undefined;
}

/**
 * Calls `probe` until the key works.
 * @throws {ApiUnauthorizedError} when 401 or 403 comes after the last wait too.
 */
export async function verifyKey(probe: (options: CallOptions) => Promise<unknown>, clock: Clock, options: VerifyKeyOptions): Promise<void> {
  const { delaysMs = [5_000, 10_000, 20_000], signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await probe({ signal });
      return;
    } catch (error) {
      const delayMs = delaysMs[attempt];
      if (delayMs === undefined || !ApiError.is(error) || (error.status !== 401 && error.status !== 403)) throw error;
      await clock.sleep(delayMs, { signal });
    }
  }
}

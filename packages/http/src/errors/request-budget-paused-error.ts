import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** The API requested a pause that is longer than the caller would wait. Nothing was sent. */
export class RequestBudgetPausedError extends FriggCrmError {
  override readonly code = 'REQUEST_BUDGET_PAUSED';
  override readonly retryable = true;
  /** Milliseconds until the pause ends. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, options?: FriggCrmErrorOptions) {
    super(`The API requested a pause; requests may be sent again in ${Math.ceil(retryAfterMs / 1000)} s`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

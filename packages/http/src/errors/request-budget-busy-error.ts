import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** The budget is used up by others for longer than the caller would wait for its turn. Nothing was sent, and the API has refused nothing. */
export class RequestBudgetBusyError extends FriggCrmError {
  override readonly code = 'REQUEST_BUDGET_BUSY';
  override readonly retryable = true;
  /** Milliseconds until a request may be sent at the earliest. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, options?: FriggCrmErrorOptions) {
    super(`The request budget is used up; the next request may be sent in ${Math.ceil(retryAfterMs)} ms`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

import type { FriggCrmErrorOptions } from '@frigg-crm/core';
import { ApiError, type ApiErrorFacts } from './api-error.ts';

/** The API asks us to wait (429), longer than the call could. */
export class ApiRateLimitedError extends ApiError {
  override readonly code = 'API_RATE_LIMITED';
  override readonly retryable = true;
  /** Milliseconds from the answer until the next call may be made. */
  readonly retryAfterMs: number;

  constructor(facts: ApiErrorFacts, retryAfterMs: number, options?: FriggCrmErrorOptions) {
    super(facts, `it may be repeated in ${Math.ceil(retryAfterMs / 1000)} s`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

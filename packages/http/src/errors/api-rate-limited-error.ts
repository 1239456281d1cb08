import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';
import { ApiError, type ApiErrorCode, type ApiErrorFacts } from './api-error.ts';

/** The API requests a wait longer than the call has time for: 429, `Retry-After` on a status that says "later", or a limit reported with 403. Nothing took effect, or the request may be sent again. */
export class ApiRateLimitedError extends ApiError {
  override readonly code = 'API_RATE_LIMITED';
  override readonly retryable = true;
  /** Milliseconds from the response until the next call may be made. */
  readonly retryAfterMs: number;
  /** Under which name the account is paused in the store of rate limits; absent where the budget is this program's alone. */
  readonly rateLimitKey: string | undefined;

  constructor(
    facts: ApiErrorFacts,
    retryAfterMs: number,
    options: FriggCrmErrorOptions & { readonly rateLimitKey?: string | undefined } = {},
  ) {
    super(facts, `it may be repeated in ${Math.ceil(retryAfterMs / 1000)} s`, options);
    this.retryAfterMs = retryAfterMs;
    this.rateLimitKey = options.rateLimitKey;
  }

  /** Recognises such errors, also those made by another copy of this package. */
  static override is(error: unknown): error is ApiRateLimitedError {
    return FriggCrmError.hasCode<ApiErrorCode>(error, 'API_RATE_LIMITED');
  }
}

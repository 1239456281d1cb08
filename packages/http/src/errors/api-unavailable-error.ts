import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';
import { ApiError, type ApiErrorCode, type ApiErrorFacts } from './api-error.ts';

/** No usable response came (5xx, 408, time-out, network): whether the call took effect is unknown. */
export class ApiUnavailableError extends ApiError {
  override readonly code = 'API_UNAVAILABLE';
  override readonly retryable = true;
  /** Milliseconds from the response until the next call may be made, where the API says so. */
  readonly retryAfterMs: number | undefined;

  constructor(facts: ApiErrorFacts, options: FriggCrmErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(facts, 'repeat it later', options);
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Recognises such errors, also those made by another copy of this package. */
  static override is(error: unknown): error is ApiUnavailableError {
    return FriggCrmError.hasCode<ApiErrorCode>(error, 'API_UNAVAILABLE');
  }
}

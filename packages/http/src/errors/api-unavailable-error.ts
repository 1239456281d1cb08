import type { FriggCrmErrorOptions } from '@frigg-crm/core';
import { ApiError, type ApiErrorFacts } from './api-error.ts';

/** No usable answer came (5xx, 408, time-out, network): whether the call took effect is unknown. */
export class ApiUnavailableError extends ApiError {
  override readonly code = 'API_UNAVAILABLE';
  override readonly retryable = true;

  constructor(facts: ApiErrorFacts, options?: FriggCrmErrorOptions) {
    super(facts, 'repeat it later', options);
  }
}

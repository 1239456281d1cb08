import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';
import { ApiError, type ApiErrorFacts } from './api-error.ts';

/** The API understood the call and refused it (4xx); the same call will be refused again. */
export class ApiRefusedError extends ApiError {
  override readonly code = 'API_REFUSED';
  override readonly retryable = false;

  constructor(facts: ApiErrorFacts, options?: FriggCrmErrorOptions) {
    super(facts, 'the request must change before it is sent again', options);
  }
}

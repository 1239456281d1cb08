import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';
import { ApiError, type ApiErrorFacts } from './api-error.ts';

/** The whole account is refused (401, 402, 403): every other call would be too, until an operator acts. */
export class ApiUnauthorizedError extends ApiError {
  override readonly code = 'API_UNAUTHORIZED';
  override readonly retryable = false;

  constructor(facts: ApiErrorFacts, options?: FriggCrmErrorOptions) {
    super(facts, 'check the key or token, its permissions and the plan of the account', options);
  }
}

import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';
import { ApiError, type ApiErrorFacts } from './api-error.ts';

/** The response is not what the API documents: HTML, cut JSON, a missing field. */
export class ApiAnswerUnexpectedError extends ApiError {
  override readonly code = 'API_ANSWER_UNEXPECTED';
  override readonly retryable: boolean;

  /** @param what - What is wrong with it, without quoting it. */
  constructor(facts: ApiErrorFacts, what: string, options: FriggCrmErrorOptions & { readonly retryable?: boolean } = {}) {
    super(facts, `the response is ${what}: check that the URL is the API's`, options);
    this.retryable = options.retryable ?? false;
  }
}

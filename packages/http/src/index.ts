export {
  createHttpClient,
  type ApiAnswer,
  type ApiRequest,
  type Fetch,
  type HttpClient,
  type HttpClientOptions,
  type ReadingRequest,
} from './http-client.ts';
export { classifyError } from './classify-error.ts';
export type { ReadApiFailure } from './classify-failure.ts';
export { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
export { ApiError, type ApiErrorCode, type ApiErrorFacts } from './errors/api-error.ts';
export { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
export { ApiRefusedError } from './errors/api-refused-error.ts';
export { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
export { ApiUnavailableError } from './errors/api-unavailable-error.ts';
export { RequestBudgetPausedError } from './errors/request-budget-paused-error.ts';
export { FAILURE_TABLE, type FailureClass, type FailureRow } from './failure-table.ts';
export { createRequestBudget, type RequestBudgetOptions } from './create-request-budget.ts';
export { createSharedRequestBudget, type SharedRequestBudgetOptions } from './create-shared-request-budget.ts';
export { orGone } from './or-gone.ts';
export { rateLimitKey } from './rate-limit-key.ts';
export type { Allowance, RequestBudget, TakeOptions } from './request-budget.ts';
export { MAX_RETRY_AFTER_MS, readRetryAfterMs } from './retry-after.ts';
export { createTokenSource, type AccessToken, type TokenSource, type TokenSourceOptions } from './token-source.ts';
export { createSteadyClock } from './steady-clock.ts';
export { unlimitedBudget } from './unlimited-budget.ts';
export { VERSION } from './version.ts';

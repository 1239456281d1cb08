export type { ApiAnswer, ApiRequest, Fetch, HttpClientOptions, ReadingRequest } from './api-request.ts';
export { createHttpClient, type HttpClient } from './http-client.ts';
export { classifyError } from './classify-error.ts';
export type { ReadApiFailure } from './classify-failure.ts';
export { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
export { ApiError, type ApiErrorCode, type ApiErrorFacts } from './errors/api-error.ts';
export { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
export { ApiRefusedError } from './errors/api-refused-error.ts';
export { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
export { ApiUnavailableError } from './errors/api-unavailable-error.ts';
export { RequestBudgetBusyError } from './errors/request-budget-busy-error.ts';
export { RequestBudgetPausedError } from './errors/request-budget-paused-error.ts';
export { FAILURE_TABLE, type FailureClass, type FailureRow } from './failure-table.ts';
export { createRequestBudget, type RequestBudgetOptions } from './create-request-budget.ts';
export { createSharedRequestBudget, type SharedRequestBudgetOptions } from './create-shared-request-budget.ts';
export { joinBudgets } from './join-budgets.ts';
export { openBudget, type OpenBudgetOptions } from './open-budget.ts';
export { openApi, type ApiClientOptions, type ApiFacts, type OpenedApi } from './open-api.ts';
export {
  openHostedApi,
  type AccountClient,
  type HostedApiFacts,
  type HostedClientOptions,
  type OpenedHostedApi,
} from './open-hosted-api.ts';
export {
  createEndpointCaller,
  defineDeletion,
  defineEndpoint,
  type CallEndpoint,
  type Endpoint,
  type EndpointOptions,
  type EndpointRefusal,
  type EndpointTarget,
  type PathValues,
} from './endpoint.ts';
export { refusable, type RefusableParts } from './refusable.ts';
export { hasStatus, isForbidden } from './error-status.ts';
export { createNextPageList, type NamedPage, type NextPageListFacts, type NextPageQuery, type PageQuery } from './next-page-list.ts';
export { readNextPageUrl, readOffsetCursor, toPageQuery, type NextPageUrlOptions, type OffsetCursor } from './page-cursors.ts';
export {
  fetchInChunks,
  findInPages,
  readAllPages,
  readPages,
  readPagesByIds,
  type FetchInChunksOptions,
  type IdsQuery,
  type ListPage,
  type ReadByIdsOptions,
  type ReadPagesOptions,
} from './read-pages.ts';
export { createRecordCalls, type RecordCalls, type RecordFormat, type RecordWrites } from './record-calls.ts';
export { readHostOf, resolveApiHost, type ApiHostRules, type ResolveApiHostOptions } from './resolve-api-host.ts';
export { orGone } from './or-gone.ts';
export { rateLimitKey } from './rate-limit-key.ts';
export { unlimitedBudget, type Allowance, type RequestBudget, type TakeOptions } from './request-budget.ts';
export { MAX_RETRY_AFTER_MS, readRetryAfterMs } from './retry-after.ts';
export { createTokenSource, type AccessToken, type TokenSource, type TokenSourceOptions } from './token-source.ts';
export { createSteadyClock } from './steady-clock.ts';
export { failureReader, findApiCode, findQuotedFields, type FailureWords } from './failure-words.ts';
export { flag, nullableText, orNull, textOrEmpty, toCamelKeys, toSnakeKeys, withoutUndefined, type CamelKeys } from './wire.ts';
export {
  joinWireFields,
  readSent,
  unsent,
  wireField,
  wireRecord,
  type RecordFields,
  type WireField,
  type WireRecord,
} from './wire-record.ts';
export { currentWaitLimit, WaitLimit, type WaitLimitOptions } from './wait-limit.ts';
export { VERSION } from './version.ts';

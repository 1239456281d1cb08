import {
  ConfigurationError,
  FriggCrmError,
  IllegalTransitionError,
  InvalidMessageError,
  MessageTooLargeError,
  InvalidProcessDataError,
  ProcessConflictError,
  ProcessNotFoundError,
  QueueSendError,
  StorageError,
} from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { classifyError } from './classify-error.ts';
import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
import type { ApiErrorFacts } from './errors/api-error.ts';
import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { ApiUnauthorizedError } from './errors/api-unauthorized-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import { FAILURE_TABLE } from './failure-table.ts';

class ForeignError extends FriggCrmError {
  override readonly code: string;
  override readonly retryable: boolean;

  constructor(code: string, retryable: boolean) {
    super(code);
    this.code = code;
    this.retryable = retryable;
  }
}

const facts = (status?: number, apiCode?: string): ApiErrorFacts => ({ api: 'Acme', operation: 'GET /v1/people', status, apiCode });
const refused = (status?: number, apiCode?: string): ApiRefusedError => new ApiRefusedError(facts(status, apiCode));
const unsent = { unsent: [{ index: 0, code: 'TooLarge' }], total: 1 };

const CASES: readonly (readonly [what: string, error: unknown, outcome: string])[] = [
  ['429', new ApiRateLimitedError(facts(429), 1_000), 'account rate-limited'],
  ['a paused budget', new ForeignError('REQUEST_BUDGET_PAUSED', true), 'account rate-limited'],
  ...[401, 402, 403].map((status) => [`${status}`, new ApiUnauthorizedError(facts(status)), 'account permanent'] as const),
  ['an OAuth grant that is gone', refused(400, 'invalid_grant'), 'account permanent'],
  ['an OAuth client that is unknown', refused(400, 'invalid_client'), 'account permanent'],
  ['a secret that cannot be decrypted', new ForeignError('CREDENTIAL_UNREADABLE', false), 'account permanent'],
  ['a wrong setting', new ConfigurationError('no key'), 'account permanent'],
  ...[400, 403, 404, 409, 410, 413, 422].map((status) => [`${status} of one record`, refused(status), 'record permanent'] as const),
  ['a refusal before any call', refused(undefined, 'INVALID_NAME'), 'record permanent'],
  ['success: false with 200', refused(200), 'record permanent'],
  ...[301, 302, 307, 308].map((status) => [`a redirect, ${status}`, refused(status), 'page permanent'] as const),
  ...[405, 415].map((status) => [`${status}`, refused(status), 'page permanent'] as const),
  ...[408, 500, 502, 503, 504].map((status) => [`${status}`, new ApiUnavailableError(facts(status)), 'record transient'] as const),
  ['a time-out', new ApiUnavailableError(facts(undefined, 'TIMEOUT')), 'record transient'],
  ['a network failure', new ApiUnavailableError(facts(undefined, 'NETWORK')), 'record transient'],
  ['cut JSON', new ApiAnswerUnexpectedError(facts(200), 'cut off or not JSON', { retryable: true }), 'record transient'],
  ['HTML or another shape', new ApiAnswerUnexpectedError(facts(200), 'HTML, not JSON'), 'record permanent'],
  ['a store that is away', new StorageError('away'), 'page transient'],
  ['a lost race for a process', new ProcessConflictError('p'), 'page transient'],
  ['a queue that is busy', new QueueSendError({ ...unsent, retryable: true }), 'page transient'],
  ['a message that no queue takes', new QueueSendError({ ...unsent, retryable: false }), 'page permanent'],
  ['a connector that breaks its contract', new ForeignError('CONNECTOR_CONTRACT_BROKEN', false), 'page permanent'],
  ['an account that is another one', new ForeignError('ACCOUNT_CHANGED', false), 'account permanent'],
  ['an unknown integration', new ForeignError('UNKNOWN_INTEGRATION', false), 'page permanent'],
  ['an unreadable message', new InvalidMessageError('no'), 'page permanent'],
  ['a message that is too large', new MessageTooLargeError({ index: 0, sizeBytes: 2, limitBytes: 1 }), 'page permanent'],
  ['unstorable data', new InvalidProcessDataError('no'), 'page permanent'],
  ['a sync that was deleted', new ProcessNotFoundError('p'), 'page permanent'],
  ['a step that may not be', new IllegalTransitionError({ processId: 'p', from: 'A', to: 'B', allowed: [] }), 'page permanent'],
  ['an unusable person', new ForeignError('PERSON_UNUSABLE', false), 'record permanent'],
  ['another error that may pass', new ForeignError('BUSY', true), 'record transient'],
  ['a bug', new TypeError('x is not a function'), 'record transient'],
  ['something thrown that is no error', 'no', 'record transient'],
  ['nothing', undefined, 'record transient'],
];

it.each(CASES)('B34: classes %s', (_what, error, outcome) => {
  const { level, kind } = classifyError(error);
  expect(`${level} ${kind}`).toBe(outcome);
});

it('calls permanent exactly what says of itself that it may not be repeated', () => {
  const ours = CASES.flatMap(([, error]) => (FriggCrmError.is(error) ? [error] : []));
  for (const error of ours) expect(classifyError(error).kind === 'permanent').toBe(!error.retryable);
});

it('has no row that no failure meets', () => {
  const met = CASES.map(([, error]) => classifyError(error));
  for (const { level, kind } of FAILURE_TABLE) expect(met).toContainEqual({ level, kind });
  const codes = new Set(CASES.flatMap(([, error]) => (FriggCrmError.is(error) ? [error.code] : [])));
  expect(FAILURE_TABLE.flatMap(({ code }) => (code === undefined || codes.has(code) ? [] : [code]))).toEqual([]);
});

it('P7: never judges by a text', () => {
  const texts = ['429 rate limit exceeded', 'unauthorized', 'timeout'].map((text) => new Error(text));
  expect(texts.map(classifyError)).toEqual(texts.map(() => ({ level: 'record', kind: 'transient' })));
});

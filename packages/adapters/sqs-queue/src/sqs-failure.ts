import { ConfigurationError, StorageError } from '@frigg-crm/core';

/** What can be said of an error of the SDK without repeating its text, which may hold URLs, ids and contents. */
export interface SqsFailure {
  /** The name of the error, such as `QueueDoesNotExist` or `TimeoutError`. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean;
}

/** The limits of an answer that asks us to come later; SQS calls it by several names (API reference, "Common errors"). */
const THROTTLED = new Set([
  'RequestThrottled',
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'OverLimit',
  'KmsThrottled',
]);

/** Reads an error of the SDK: service exceptions, network errors, missing credentials. */
export function toSqsFailure(error: unknown): SqsFailure {
  const { name, $metadata, $retryable } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly name?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $retryable?: unknown;
  };
  // Query-protocol names carry the service in front: `AWS.SimpleQueueService.NonExistentQueue`.
  const code = typeof name === 'string' && /^[\w.]{1,80}$/.test(name) ? (name.split('.').at(-1) ?? name) : 'UnknownError';
  if (code === 'CredentialsProviderError') return { code, isRetryable: false };
  const status = $metadata?.httpStatusCode;
  // No answer at all is a matter of the network.
  const isRetryable = status === undefined || status === 429 || status >= 500 || $retryable !== undefined || THROTTLED.has(code);
  return { code, isRetryable };
}

/**
 * Makes an error of ours out of one of the SDK.
 * @param action - What was asked of SQS, such as `receive messages`.
 */
export function toQueueError(error: unknown, action: string): StorageError | ConfigurationError {
  const { code, isRetryable } = toSqsFailure(error);
  if (isRetryable) return new StorageError(`SQS did not ${action}: ${code}`);
  return new ConfigurationError(
    `SQS refuses to ${action}: ${code}; check the queue URL, the region, the credentials and their permissions`,
  );
}

import { ConfigurationError, StorageError } from '@frigg-crm/core';

/** What can be said of an error of the SDK without its own text, which may hold URLs, ids and contents. */
export interface SqsFailure {
  /** The name of the error, such as `QueueDoesNotExist` or `TimeoutError`. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean;
  /** What the server itself said, bounded and without personal data. Absent when no server responded. */
  readonly reason?: string | undefined;
}

/** The limits of a response that says to retry later; SQS calls it by several names (API reference, "Common errors"). */
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
  const { name, message, $metadata, $retryable } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $retryable?: unknown;
  };
  // Query-protocol names carry the service in front: `AWS.SimpleQueueService.NonExistentQueue`.
  const code = typeof name === 'string' && /^[\w.]{1,80}$/.test(name) ? (name.split('.').at(-1) ?? name) : 'UnknownError';
  if (code === 'CredentialsProviderError') return { code, isRetryable: false };
  const status = $metadata?.httpStatusCode;
  // No response at all is a matter of the network, and its text is the SDK's.
  if (status === undefined) return { code, isRetryable: true };
  const isRetryable = status === 429 || status >= 500 || $retryable !== undefined || THROTTLED.has(code);
  return { code, isRetryable, reason: toReason(message) };
}

/** @returns whether a request got no response in time. */
export function isTimeout({ code }: Pick<SqsFailure, 'code'>): boolean {
  return code === 'TimeoutError';
}

const MAX_REASON_LENGTH = 200;

/** Cut before the patterns run: their time is bounded by it. */
const MAX_READ_LENGTH = 2000;

/** What a server may quote of a request, in the order in which it is struck out. */
const QUOTED: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // The phrase of the API: "Value … for parameter MessageGroupId is invalid".
  [/\bvalue\s.*?\sfor parameter\b/gis, 'Value [redacted] for parameter'],
  [/(["'`])(?:(?!\1).){1,2000}\1/gs, '[redacted]'],
  [/\b(?:https?:\/\/|arn:)\S+/gi, '[redacted]'],
  [/\S+@\S+/g, '[redacted]'],
  // Phone numbers and account ids; sizes in bytes have seven digits at most.
  [/\+?\d(?:[\s().-]?\d){7,}/g, '[redacted]'],
];

/** Makes a server's words fit for a log line. @returns `undefined` when there are none. */
export function toReason(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined;
  let text = message.slice(0, MAX_READ_LENGTH);
  for (const [pattern, replacement] of QUOTED) text = text.replaceAll(pattern, replacement);
  const printable = text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON_LENGTH)
    .toWellFormed();
  return printable === '' ? undefined : printable;
}

/**
 * Makes an error of ours out of one of the SDK.
 * @param action - The refused action, such as `receive messages`.
 */
export function toQueueError(error: unknown, action: string): StorageError | ConfigurationError {
  const failure = toSqsFailure(error);
  if (isTimeout(failure)) return new StorageError(`SQS did not ${action}: the request timed out`);
  const said = failure.reason === undefined ? failure.code : `${failure.code}: ${failure.reason}`;
  if (failure.isRetryable) return new StorageError(`SQS did not ${action}: ${said}`);
  return new ConfigurationError(
    `SQS refuses to ${action}: ${said}; check the queue URL, the region, the credentials and their permissions`,
  );
}

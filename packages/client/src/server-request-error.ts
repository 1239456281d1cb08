import { FriggCrmError } from '@frigg-crm/core';
import type { Schema } from './request-types.ts';

/** What a server answers to a request that failed (RFC 9457). */
export type Problem = Schema<'Problem'>;

/** Those of the server's problems, and three of a request that got no answer of a server. */
export type ServerRequestErrorCode = Problem['code'] | 'SERVER_UNREACHABLE' | 'REQUEST_TIMED_OUT' | 'ANSWER_UNEXPECTED';

/** What is known of a request that failed. */
export interface ServerRequestFailure {
  readonly code: ServerRequestErrorCode;
  readonly message: string;
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

const RETRYABLE: ReadonlySet<ServerRequestErrorCode> = new Set([
  'SERVER_UNREACHABLE',
  'REQUEST_TIMED_OUT',
  'REQUEST_UNDER_WAY',
  'TOO_MANY_REQUESTS',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
]);

/** A request failed. The message says what to do next. To repeat a POST, send the same `idempotencyKey`. */
export class ServerRequestError extends FriggCrmError {
  override readonly code: ServerRequestErrorCode;
  override readonly retryable: boolean;
  /** The status of the answer; `undefined`: there was none. */
  readonly status: number | undefined;
  /** The answer of the server, with the `requestId` of its log and the fields that cannot be used. `undefined`: it sent none. */
  readonly problem: Problem | undefined;
  /** After so many milliseconds the server takes a repetition. `undefined`: it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor({ code, message, status, problem, retryAfterMs, cause }: ServerRequestFailure) {
    super(message, { cause });
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

import type { Clock } from '@frigg-crm/core';
import { ProblemError } from './problem-error.ts';

/** How much the server takes at a time. */
export interface RequestLimits {
  /** Requests of one caller per minute. @defaultValue 600 */
  readonly requestsPerMinute: number;
  /** Requests that are worked on at once; health and readiness do not count. @defaultValue 100 */
  readonly concurrentRequests: number;
  /** Of a body, in bytes. @defaultValue 65_536 */
  readonly bodyBytes: number;
  /** For one request, in milliseconds. @defaultValue 10_000 */
  readonly deadlineMs: number;
}

export const REQUEST_LIMITS: RequestLimits = { requestsPerMinute: 600, concurrentRequests: 100, bodyBytes: 65_536, deadlineMs: 10_000 };

const WINDOW_MS = 60_000;
/** More callers than this are forgotten at once rather than kept for ever. */
const MAX_CALLERS = 10_000;

/** Counts the requests of each caller in windows of a minute, in the memory of this program. */
export class RequestCounter {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #windows = new Map<string, { startMs: number; count: number }>();

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /**
   * Counts one request.
   * @returns the fields that say what is left (draft-ietf-httpapi-ratelimit-headers).
   * @throws {ProblemError} `TOO_MANY_REQUESTS`.
   */
  count(caller: string): Readonly<Record<string, string>> {
    const nowMs = this.#clock.now();
    const known = this.#windows.get(caller);
    const isOver = known === undefined || nowMs - known.startMs >= WINDOW_MS || nowMs < known.startMs;
    const window = isOver ? { startMs: nowMs, count: 0 } : known;
    if (isOver) this.#remember(caller, window);
    window.count += 1;
    const resetSeconds = Math.ceil((window.startMs + WINDOW_MS - nowMs) / 1000);
    const headers = {
      'ratelimit-policy': `"api";q=${this.#limit};w=${WINDOW_MS / 1000}`,
      ratelimit: `"api";r=${Math.max(0, this.#limit - window.count)};t=${resetSeconds}`,
    };
    if (window.count <= this.#limit) return headers;
    throw new ProblemError('TOO_MANY_REQUESTS', `${this.#limit} requests a minute are answered; wait ${resetSeconds} seconds`, {
      headers: { ...headers, 'retry-after': String(resetSeconds) },
    });
  }

  #remember(caller: string, window: { startMs: number; count: number }): void {
    if (this.#windows.size >= MAX_CALLERS) this.#windows.clear();
    this.#windows.set(caller, window);
  }
}

import type { Clock, Logger, RateLimits } from '@frigg-crm/core';
import { createRequestBudget, createSharedRequestBudget, rateLimitKey, type RequestBudget } from '@frigg-crm/http';

/** Options of {@link createPipedriveBudget}. */
export interface PipedriveBudgetOptions {
  /** Names company and user, as `company id:user id`: Pipedrive counts by the user's token, which is replaced each hour. */
  readonly account: string;
  /** Requests per 2 s, the window in which Pipedrive counts. @defaultValue 80, the limit of the smallest plan; the others allow 160, 400 and 480 */
  readonly requests?: number | undefined;
  /** A store that all programs which act as this user have in common. @defaultValue none: the budget is this program's */
  readonly rateLimits?: RateLimits | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const REQUESTS = 80;
const WINDOW_MS = 2000;

/** Makes the budget of one user: so many requests in any 2 s (Pipedrive API, Rate limiting, Burst limits for OAuth apps). */
export function createPipedriveBudget({ account, requests = REQUESTS, rateLimits, clock, logger }: PipedriveBudgetOptions): RequestBudget {
  const allowance = { requests, windowMs: WINDOW_MS, clock };
  if (rateLimits === undefined) return createRequestBudget(allowance);
  return createSharedRequestBudget({ ...allowance, rateLimits, key: rateLimitKey({ api: 'Pipedrive', account }), logger });
}

/** A budget for requests that count twice: against a small limit of their own and against the one of all requests. */
export function joinBudgets(own: RequestBudget, all: RequestBudget): RequestBudget {
  return {
    async take(options) {
      // The scarce one first: its permit may wait for long, that of all comes at once then.
      await own.take(options);
      await all.take(options);
    },
    async pauseUntil(untilMs) {
      await own.pauseUntil(untilMs);
      await all.pauseUntil(untilMs);
    },
  };
}

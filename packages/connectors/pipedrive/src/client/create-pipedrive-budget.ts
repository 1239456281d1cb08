import type { Clock, Logger, RateLimits } from '@frigg-crm/core';
import { openBudget, type RequestBudget } from '@frigg-crm/http';

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

/** Pipedrive API, Rate limiting, Burst limits for OAuth apps: those of the smallest plan, and of searches on every plan. */
export const PIPEDRIVE_ALLOWANCES = { all: { requests: 80, windowMs: 2000 }, search: { requests: 10, windowMs: 2000 } } as const;

/** Makes the budget of one user: so many requests in any 2 s. */
export function createPipedriveBudget({ requests = PIPEDRIVE_ALLOWANCES.all.requests, ...options }: PipedriveBudgetOptions): RequestBudget {
  return openBudget({ ...PIPEDRIVE_ALLOWANCES.all, ...options, requests, api: 'Pipedrive' });
}

import { systemClock, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';
import { createRequestBudget, createSharedRequestBudget, rateLimitKey, type RequestBudget } from '@frigg-crm/http';
import { readQuoKey } from './quo-key.ts';

/** Requests per second and API key that Quo allows (Quo API, Rate limits). */
export const QUO_REQUESTS_PER_SECOND = 10;

/** One request budget per API key, for all clients of this program, or of all programs that share a store. */
export interface QuoBudgets {
  /**
   * @returns the budget of that key: the same object for every spelling of it.
   * @throws {ConfigurationError} when the key is unusable.
   */
  forKey(apiKey: string): RequestBudget;
  /**
   * @returns the name of that key in the store of rate limits: what is parked under it is parked for all. A hash.
   * @throws {ConfigurationError} when the key is unusable.
   */
  rateLimitKey(apiKey: string): string;
}

/** Options of {@link createQuoBudgets}. */
export interface QuoBudgetsOptions {
  /** @defaultValue 10, the documented limit */
  readonly requestsPerSecond?: number | undefined;
  /** A store that all programs which use the keys have in common. @defaultValue none: the budgets are this program's */
  readonly rateLimits?: RateLimits | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Makes the budgets that clients share; keys are kept as hashes only. */
export function createQuoBudgets(options: QuoBudgetsOptions = {}): QuoBudgets {
  const { requestsPerSecond: requests = QUO_REQUESTS_PER_SECOND, rateLimits, clock = systemClock, logger } = options;
  const budgets = new Map<string, RequestBudget>();
  const toKey = (apiKey: string): string => rateLimitKey({ api: 'Quo', account: readQuoKey(apiKey) });
  return {
    forKey(apiKey) {
      const key = toKey(apiKey);
      const budget =
        budgets.get(key) ??
        (rateLimits === undefined
          ? createRequestBudget({ requests, clock })
          : createSharedRequestBudget({ rateLimits, key, requests, clock, logger }));
      budgets.set(key, budget);
      return budget;
    },
    rateLimitKey: toKey,
  };
}

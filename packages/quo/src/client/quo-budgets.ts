import { createHash } from 'node:crypto';
import { systemClock, type Clock } from '@frigg-crm/core';
import { createRequestBudget, type RequestBudget } from '@frigg-crm/http';
import { readQuoKey } from './quo-key.ts';

/** Requests per second and API key that Quo allows (Quo API, Rate limits). */
export const QUO_REQUESTS_PER_SECOND = 10;

/** One request budget per API key, for all clients of this program. */
export interface QuoBudgets {
  /**
   * @returns the budget of that key: the same object for every spelling of it.
   * @throws {ConfigurationError} when the key is unusable.
   */
  forKey(apiKey: string): RequestBudget;
}

/** Options of {@link createQuoBudgets}. */
export interface QuoBudgetsOptions {
  /** @defaultValue 10, the documented limit */
  readonly requestsPerSecond?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Makes the budgets that the clients of a program share; keys are kept as hashes only. */
export function createQuoBudgets({ requestsPerSecond = QUO_REQUESTS_PER_SECOND, clock = systemClock }: QuoBudgetsOptions = {}): QuoBudgets {
  const budgets = new Map<string, RequestBudget>();
  return {
    forKey(apiKey) {
      const hash = createHash('sha256').update(readQuoKey(apiKey)).digest('base64');
      const budget = budgets.get(hash) ?? createRequestBudget({ requests: requestsPerSecond, clock });
      budgets.set(hash, budget);
      return budget;
    },
  };
}

import type { RequestBudget } from './request-budget.ts';

/**
 * Joins budgets for requests that count several times, such as a search that counts against a small limit of its own and
 * against the one of all requests.
 * @param budgets - The scarcest first: its permit may take long, those of the others come at once then.
 */
export function joinBudgets(...budgets: readonly RequestBudget[]): RequestBudget {
  return {
    async take(options) {
      for (const budget of budgets) await budget.take(options);
    },
    async pauseUntil(untilMs) {
      for (const budget of budgets) await budget.pauseUntil(untilMs);
    },
  };
}

import type { RequestBudget } from '@frigg-crm/http';

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

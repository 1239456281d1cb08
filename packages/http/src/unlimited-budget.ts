import type { RequestBudget } from './request-budget.ts';

/** A budget that lets every request through at once and ignores pauses: for sandboxes and tests, never for a real API. */
export const unlimitedBudget: RequestBudget = { take: async () => undefined, pauseUntil: () => undefined };

import type { CallOptions } from '@frigg-crm/core';

/** Options of {@link RequestBudget.take}. */
export interface TakeOptions extends CallOptions {
  /** The longest pause, in milliseconds, that the caller waits out; the wait for its turn does not count. @defaultValue no bound */
  readonly maxWaitMs?: number | undefined;
  /** The longest wait for its turn, in milliseconds, that the caller accepts. @defaultValue no bound */
  readonly maxTurnMs?: number | undefined;
}

/** How many requests may be sent, shared by all its holders. */
export interface RequestBudget {
  /** What it is called in the store of rate limits that its holders share. Absent: it belongs to this program alone. */
  readonly key?: string | undefined;
  /**
   * Resolves when the caller may send one request: now, since a request that comes later than its permit may meet those
   * behind it. First come, first served. A caller that aborts leaves at once, and its place goes to the next.
   * @throws {RequestBudgetBusyError} when its turn would come later than `maxTurnMs`: as soon as that is known.
   * @throws {RequestBudgetPausedError} without a wait, also out of the middle of one, when the budget is paused for longer than `maxWaitMs`.
   */
  take(options?: TakeOptions): Promise<void>;
  /**
   * Nothing is sent before `untilMs` (epoch ms). Only ever moves the pause further out. Here it holds from the call on;
   * elsewhere, where others share the budget, when the promise resolves. Never rejects.
   */
  pauseUntil(untilMs: number): Promise<void> | void;
}

/** What an API allows, and how exactly it can be kept. */
export interface Allowance {
  /** Requests per window, 1 or more. */
  readonly requests: number;
  /** Length of the API's window in milliseconds, sliding or fixed. @defaultValue 1000 */
  readonly windowMs?: number | undefined;
  /**
   * By how many milliseconds the time from a permit to the arrival of its request may differ from one request to the next:
   * half of it for the way, half for timers and a busy program. Two requests a window apart here can be that much closer
   * over there, so the window is kept longer by it, and the API never counts too many.
   * @defaultValue 4 % of `windowMs`, 40 ms of a second; that leaves 96 % of the allowance
   */
  readonly jitterMs?: number | undefined;
}

/** A budget that lets every request through at once and ignores pauses: for sandboxes and tests, never for a real API. */
export const unlimitedBudget: RequestBudget = { take: async () => undefined, pauseUntil: () => undefined };

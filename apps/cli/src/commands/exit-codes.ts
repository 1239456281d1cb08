import type { Process } from '@frigg-crm/core';

/** What the program's end says. */
export const EXIT_CODES = {
  /** Every process is COMPLETED. */
  completed: 0,
  /** A sync was started and is not COMPLETED. */
  notCompleted: 1,
  /** Nothing was started: a setting, or what it points at, cannot be used. */
  usage: 2,
} as const;

/** @returns the exit code of a run. */
export function exitCodeOf({ processes }: { readonly processes: readonly Process[] }): number {
  return processes.every(({ state }) => state === 'COMPLETED') ? EXIT_CODES.completed : EXIT_CODES.notCompleted;
}

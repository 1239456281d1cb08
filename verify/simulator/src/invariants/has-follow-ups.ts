import type { Process } from '@frigg-crm/core';

/** @returns whether something follows an ended sync later: a sweep whose attempts were used up is started again after an hour. */
export function hasFollowUps(processes: readonly Process[]): boolean {
  return processes.some(({ endedAt, context }) => endedAt !== null && typeof context['checkAt'] === 'string');
}

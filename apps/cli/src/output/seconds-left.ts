import { systemClock, type Clock, type ProcessProgress } from '@frigg-crm/core';

/** @returns whole seconds until a sync is expected to end; `undefined` while that cannot be known. */
export function secondsLeft(
  { ended, estimatedCompletion }: Pick<ProcessProgress, 'ended' | 'estimatedCompletion'>,
  clock: Clock = systemClock,
): number | undefined {
  if (ended || estimatedCompletion === null) return undefined;
  return Math.max(0, Math.ceil((Date.parse(estimatedCompletion) - clock.now()) / 1000));
}

import { median } from '../median.ts';
import type { Settling } from '../measure-settling.ts';
import { CONTESTANTS, isOneByOne, type ContestantName, type Entry } from './contestants.ts';

/** What each contestant came to, run by run. */
export type Runs = ReadonlyMap<ContestantName, readonly Settling[]>;

/** One of ours, and the fastest queue that works as it does: one by one or in batches. */
export interface Rivals {
  readonly ours: ContestantName;
  readonly queue: ContestantName;
  /** How many times as fast as the queue ours is. */
  readonly ratio: number;
}

/** @returns each of ours that is on the server, if a queue of its kind was measured beside it. */
export function findRivals(runs: Runs): readonly Rivals[] {
  const names = [...runs.keys()];
  const queues = names.filter((name) => CONTESTANTS[name].kind === 'queue');
  return names.filter(isOursOnServer).flatMap((ours) => {
    const [queue] = queues
      .filter((name) => isOneByOne(CONTESTANTS[name]) === isOneByOne(CONTESTANTS[ours]))
      .toSorted((a, b) => rateOf(runs, b) - rateOf(runs, a));
    return queue === undefined ? [] : [{ ours, queue, ratio: ratioOf(runs, { ours, queue }) }];
  });
}

/** @returns how many times as fast as the queue ours is, by the medians. */
export function ratioOf(runs: Runs, { ours, queue }: Pick<Rivals, 'ours' | 'queue'>): number {
  return rateOf(runs, ours) / rateOf(runs, queue);
}

function isOursOnServer(name: ContestantName): boolean {
  const entry: Entry = CONTESTANTS[name];
  return entry.kind === 'ours' && entry.embedded === undefined;
}

function rateOf(runs: Runs, name: ContestantName): number {
  return median((runs.get(name) ?? []).map(({ perSecond }) => perSecond));
}

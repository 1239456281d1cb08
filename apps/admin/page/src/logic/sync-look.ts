import type { Sync } from '../api/types.ts';
import { toWords } from './format.ts';

/** How a state is shown: by a word, a picture and a colour. */
export interface Look {
  readonly label: string;
  readonly tone: 'ok' | 'run' | 'wait' | 'fail' | 'off';
  readonly icon: 'syncs' | 'pause' | 'check' | 'cross' | 'clock' | 'dead';
}

const WORKING: Readonly<Record<string, string>> = {
  INITIALIZING: 'Starting',
  FETCHING_TOTAL: 'Counting',
  QUEUING_PAGES: 'Queuing pages',
  FETCHING_PAGE: 'Fetching',
  PROCESSING_BATCHES: 'Writing',
  COMPLETING: 'Completing',
};

const OTHERS: Readonly<Record<string, string>> = { PAUSED: 'Paused', ERROR: 'Failed', CANCELLED: 'Cancelled', COMPLETED: 'Completed' };

/** @returns what a state is called, wherever it is shown. */
export function nameOfState(state: string): string {
  return WORKING[state] ?? OTHERS[state] ?? toWords(state);
}

/** @returns how the state of a sync is shown. What failed on the way and is retried is no failure of the sync. */
export function lookOf({ state, ended, waiting, counts }: Pick<Sync, 'state' | 'ended' | 'waiting' | 'counts'>): Look {
  if (state === 'PAUSED') return { label: 'Paused', tone: 'wait', icon: 'pause' };
  if (state === 'ERROR') return { label: 'Failed', tone: 'fail', icon: 'cross' };
  if (state === 'CANCELLED') return { label: 'Cancelled', tone: 'off', icon: 'cross' };
  if (state === 'COMPLETED')
    return counts.failed > 0
      ? { label: 'Completed, some failed', tone: 'wait', icon: 'dead' }
      : { label: 'Completed', tone: 'ok', icon: 'check' };
  if (!ended && waiting !== null) return { label: 'Waiting', tone: 'wait', icon: 'clock' };
  return { label: nameOfState(state), tone: 'run', icon: 'syncs' };
}

/** @returns how many people a second are processed; 0, which is shown as not known, while it stands still. */
export function rateOf({
  ended,
  state,
  waiting,
  recordsPerSecond,
}: Pick<Sync, 'ended' | 'state' | 'waiting' | 'recordsPerSecond'>): number {
  return !ended && (state === 'PAUSED' || waiting !== null) ? 0 : recordsPerSecond;
}

/** @returns the share that is done, from 0 to 1; `undefined` while the total is not known. */
export function shareOf({ counts: { processed, total }, ended }: Pick<Sync, 'counts' | 'ended'>): number | undefined {
  if (total === null || total === 0) return ended ? 1 : undefined;
  return Math.min(1, processed / total);
}

/** @returns whether the counts fit each other. They always do: it is checked in front of the operator. */
export function addsUp({ processed, synced, failed, skipped }: Sync['counts']): boolean {
  return processed === synced + failed + skipped;
}

const TYPES: Readonly<Record<string, string>> = { INITIAL: 'Initial sync', ONGOING: 'Ongoing sync', WEBHOOK: 'Sync of single people' };

/** @returns what kind of run it is, in words. */
export function nameOfRun({ type, kind }: Pick<Sync, 'type' | 'kind'>): string {
  return kind === 'catch-up' ? 'Catch-up sync' : (TYPES[type ?? ''] ?? 'Sync');
}

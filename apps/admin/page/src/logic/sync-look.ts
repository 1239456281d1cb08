import type { Sync } from '../api/types.ts';

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
  return { label: WORKING[state] ?? state, tone: 'run', icon: 'syncs' };
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
  const name = TYPES[type ?? ''] ?? 'Sync';
  return kind === 'catch-up' ? `${name}, catching up` : name;
}

import type { SyncContext } from './sync-context.ts';

/** @returns whether a sync lists everybody: an initial one, or an ongoing one without a completed one before it. */
export function isFullSync({ syncType, lastSyncedTimestamp }: Pick<SyncContext, 'syncType' | 'lastSyncedTimestamp'>): boolean {
  return syncType !== 'WEBHOOK' && lastSyncedTimestamp === null;
}

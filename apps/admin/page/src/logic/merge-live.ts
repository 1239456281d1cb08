import type { LiveView } from '@frigg-crm/live';
import type { Sync, SyncAction } from '../api/types.ts';

type Progress = LiveView['processes'] extends ReadonlyMap<string, infer Value> ? Value : never;

/** @returns a sync with the newest that is known of it: of two versions the higher one, so no number goes back. */
export function withProgress(sync: Sync, progress: Progress | undefined): Sync {
  if (progress === undefined || progress.version <= sync.version) return sync;
  const { processed, synced, failed, skipped, total, totalIsFinal } = progress;
  const { state, ended, kind, recordsPerSecond, estimatedCompletion, waiting, version, timestamp } = progress;
  return {
    ...sync,
    kind,
    state,
    ended,
    counts: { ...sync.counts, processed, synced, failed, skipped, total: total === 0 && !totalIsFinal ? null : total, totalIsFinal },
    recordsPerSecond,
    estimatedCompletion,
    waiting,
    actions: actionsIn(sync, progress),
    version,
    updatedAt: timestamp,
    endedAt: ended ? (sync.endedAt ?? timestamp) : null,
  };
}

/** @returns of two answers about one sync the newer one. */
export function newerOf(one: Sync | undefined, other: Sync): Sync {
  return one === undefined || other.version >= one.version ? other : one;
}

/** A guess until the API is asked again; what it refuses does nothing. */
function actionsIn(sync: Sync, { state, ended, failed }: Progress): readonly SyncAction[] {
  if (state === sync.state) return sync.actions;
  if (!ended) return [state === 'PAUSED' ? 'resume' : 'pause', 'cancel'];
  return state === 'ERROR' || (state === 'COMPLETED' && failed > 0) ? ['redrive'] : [];
}

/** Keeps rows where they are while an operator points at them; values go on changing. */
export function holdOrder<Row extends { readonly id: string }>(
  rows: readonly Row[],
  held: readonly string[] | undefined,
): { readonly rows: readonly Row[]; readonly hidden: number } {
  if (held === undefined) return { rows, hidden: 0 };
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = held.flatMap((id) => byId.get(id) ?? []);
  return { rows: kept, hidden: rows.length - kept.length };
}

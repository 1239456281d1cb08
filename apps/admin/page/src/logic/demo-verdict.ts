import type { Sync } from '../api/types.ts';

/** Whether the numbers of a demo agree: with each other while a sync runs, and with both sides when it has ended. */
export type Verdict = 'none' | 'running' | 'right' | 'wrong';

type Run = Pick<Sync, 'integrationId' | 'objectType' | 'type' | 'kind'>;

/** @returns of syncs, the newest first, the first one of each object type of an integration: later ones see only what has changed. */
export function firstOfEach<One extends Run>(syncs: readonly One[], integrationId: string): readonly One[] {
  const found = new Map<string | null, One>();
  for (const sync of syncs)
    if (sync.integrationId === integrationId && sync.type !== 'WEBHOOK' && sync.kind === 'sync') found.set(sync.objectType, sync);
  return [...found.values()];
}

/** @returns what several syncs have counted. */
export function sumCounts(syncs: readonly Pick<Sync, 'counts'>[]): Readonly<Record<'processed' | 'synced' | 'failed' | 'skipped', number>> {
  const sumOf = (name: 'processed' | 'synced' | 'failed' | 'skipped'): number => syncs.reduce((sum, { counts }) => sum + counts[name], 0);
  return { processed: sumOf('processed'), synced: sumOf('synced'), failed: sumOf('failed'), skipped: sumOf('skipped') };
}

/** @returns what the numbers of the syncs of an integration are worth, beside what the CRM and Quo hold. */
export function verdictOf(
  syncs: readonly Pick<Sync, 'counts' | 'state' | 'updatedAt'>[],
  { persons, contacts, readAtMs }: { readonly persons: number; readonly contacts: number; readonly readAtMs: number },
): Verdict {
  if (syncs.length === 0) return 'none';
  const { processed, synced, failed, skipped } = sumCounts(syncs);
  if (processed !== synced + failed + skipped || processed > persons) return 'wrong';
  // Both sides may have been read before the last step of a sync was heard of.
  if (syncs.some(({ state, updatedAt }) => state !== 'COMPLETED' || Date.parse(updatedAt) >= readAtMs)) return 'running';
  // Those that failed are in Quo when they were redriven.
  return processed === persons && contacts >= synced && contacts <= synced + failed ? 'right' : 'wrong';
}

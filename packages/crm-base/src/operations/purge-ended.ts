import type { CallOptions, Clock, IdGenerator, Leases, Process, ProcessRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { findWatermark } from '../process/find-watermark.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';

/** Which ended syncs {@link purgeEndedSyncs} deletes. */
export interface PurgeEndedOptions extends CallOptions {
  readonly processRepository: ProcessRepository;
  readonly clock: Clock;
  /** Days since the end after which a sync is deleted. */
  readonly retentionDays: number;
  /** @defaultValue all */
  readonly integrationId?: string | undefined;
}

const DAY_MS = 24 * 3600 * 1000;
/** How many syncs are loaded at once. */
const CHUNK = 100;

/**
 * Deletes syncs that ended long ago, except the newest completed one of each name that saw all people: it says since when
 * changes have to be fetched, and without it the next ongoing sync would list all of them. May be repeated and run beside syncs.
 * @returns how many were deleted.
 */
export async function purgeEndedSyncs({
  processRepository,
  clock,
  retentionDays,
  integrationId,
  signal,
}: PurgeEndedOptions): Promise<number> {
  const endedBefore = toIso(clock.now() - retentionDays * DAY_MS);
  const needed = new Set<string>();
  for (let purged = 0; ;) {
    // Those that are needed are found again each time, so there must be room for others.
    const limit = CHUNK + needed.size;
    const ended = await processRepository.find({ type: CRM_SYNC.type, active: false, endedBefore, integrationId, limit }, { signal });
    const fresh = ended.filter(({ id }) => !needed.has(id));
    if (fresh.length === 0) return purged;
    const watermarks = await newestCompleted(processRepository, fresh, { signal });
    for (const process of fresh) {
      if (watermarks.has(process.id)) needed.add(process.id);
      else {
        await processRepository.deleteById(process.id, { signal });
        purged += 1;
      }
    }
  }
}

/**
 * {@link purgeEndedSyncs}, unless a program has done so within the last day: the lease is kept, and says so.
 * @param options.retentionDays - `undefined`: nothing is deleted.
 */
export async function purgeOnceADay({
  leases,
  ids,
  retentionDays,
  ...options
}: Omit<PurgeEndedOptions, 'retentionDays'> & {
  readonly leases: Leases;
  readonly ids: IdGenerator;
  readonly retentionDays: number | undefined;
}): Promise<void> {
  if (retentionDays === undefined) return;
  const held = await leases.hold(['maintenance/retention'], { holder: ids.next(), ttlMs: DAY_MS, signal: options.signal });
  if (held.length > 0) await purgeEndedSyncs({ ...options, retentionDays });
}

async function newestCompleted(
  repository: ProcessRepository,
  processes: readonly Process[],
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const names = new Map(processes.map(({ integrationId, name }) => [JSON.stringify([integrationId, name]), { integrationId, name }]));
  const newest = new Set<string>();
  for (const sync of names.values()) {
    const last = await findWatermark(repository, sync, options);
    if (last !== undefined) newest.add(last.id);
  }
  return newest;
}

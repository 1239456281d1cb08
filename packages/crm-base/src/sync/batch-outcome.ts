import type { OutcomeCounts, Process, ProcessErrorEntry } from '@frigg-crm/core';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import { announcementOf } from './announcement-of.ts';
import { requeueBatch } from './requeue-batch.ts';
import { giveUpOnPage } from './give-up-on-page.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncedPersons } from './sync-persons.ts';

/** What a batch has come to so far. */
export interface BatchOutcome {
  readonly counts: OutcomeCounts;
  readonly errors: readonly ProcessErrorEntry[];
}

const NOTHING: OutcomeCounts = { synced: 0, failed: 0, skipped: 0 };

/** @returns the outcome of this attempt with that of the attempts before. Where there is no room for all entries, the first ones go. */
export function withCarried(
  { carried }: ProcessPersonBatchData,
  { counts, errors, notes = [] }: BatchOutcome & Partial<Pick<SyncedPersons, 'notes'>>,
): BatchOutcome {
  if (carried === undefined) return { counts, errors: [...notes, ...errors] };
  const stale = (carried.stale ?? 0) + (counts.stale ?? 0);
  return {
    counts: {
      synced: carried.synced + counts.synced,
      failed: carried.failed + counts.failed,
      skipped: carried.skipped + counts.skipped,
      ...(stale > 0 && { stale }),
    },
    errors: [...notes, ...carried.errors, ...errors],
  };
}

export interface LostBatch {
  readonly data: ProcessPersonBatchData;
  readonly process: Process;
  readonly error: unknown;
}

/** Settles a batch that cannot be worked on: the people that are still in it have failed, if they are known. */
export async function giveUpOnBatch(dependencies: SyncDependencies, { data, process, error }: LostBatch): Promise<void> {
  const announced = announcementOf(process, data);
  if (announced === 'none' && process.endedAt === null) return requeueBatch(dependencies, data);
  // Of two fetches of a page one counts; the other's people are on it, or behind it, as well.
  if (announced !== 'this') return;
  const { reference, records } = data;
  const named = reference.kind === 'ids' ? reference.crmPersonIds.length : 0;
  const { counts, errors } = withCarried(data, { counts: { ...NOTHING, failed: records?.length ?? named }, errors: [] });
  const isLast = reference.kind === 'page' && reference.endsPlan;
  await giveUpOnPage(dependencies, { process, unit: data.unit, error, isLast, reference, counts, errors });
}

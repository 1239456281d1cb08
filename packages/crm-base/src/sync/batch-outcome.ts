import { toProcessId, type OutcomeCounts, type ProcessErrorEntry } from '@frigg-crm/core';
import type { ProcessPersonBatchData } from '../messages/sync-message.ts';
import { giveUpOnPage } from './give-up-on-page.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** What a batch has come to so far. */
export interface BatchOutcome {
  readonly counts: OutcomeCounts;
  readonly errors: readonly ProcessErrorEntry[];
}

const NOTHING: OutcomeCounts = { synced: 0, failed: 0, skipped: 0 };

/** @returns the outcome of this attempt with that of the attempts before. */
export function withCarried({ carried }: ProcessPersonBatchData, { counts, errors }: BatchOutcome): BatchOutcome {
  if (carried === undefined) return { counts, errors };
  return {
    counts: {
      synced: carried.synced + counts.synced,
      failed: carried.failed + counts.failed,
      skipped: carried.skipped + counts.skipped,
    },
    errors: [...carried.errors, ...errors],
  };
}

/** Settles a batch that cannot be worked on: whoever is still in it has failed, if it is known who that is. */
export async function giveUpOnBatch(dependencies: SyncDependencies, data: ProcessPersonBatchData, error: unknown): Promise<void> {
  const { reference, records } = data;
  const named = reference.kind === 'ids' ? reference.crmPersonIds.length : 0;
  const { counts, errors } = withCarried(data, { counts: { ...NOTHING, failed: records?.length ?? named }, errors: [] });
  const isLast = reference.kind === 'page' && reference.endsPlan;
  await giveUpOnPage(dependencies, { processId: toProcessId(data.processId), unit: data.unit, error, isLast, reference, counts, errors });
}

import { readCounts, toProcessProgress, type Process } from '@frigg-crm/core';
import { readSyncContext, syncActionsOf, type SyncContext } from '@frigg-crm/crm-base';
import type * as z from 'zod';
import type { syncSchema } from './sync-schemas.ts';

/** A sync as the API shows it. */
export type Sync = z.output<typeof syncSchema>;

/** @returns the process as the API shows it. */
export function toSync(process: Process): Sync {
  const progress = toProcessProgress(process);
  const { processed, synced, failed, skipped, stale, total } = readCounts(process);
  const { integrationId, state, ended, kind, totalIsFinal, recordsPerSecond, estimatedCompletion, waiting, version } = progress;
  const context = readContext(process);
  return {
    id: process.id,
    integrationId,
    connector: context?.connector ?? null,
    objectType: context?.personObjectType ?? null,
    type: context?.syncType ?? null,
    kind,
    state,
    ended,
    // An unknown total is kept as 0, which is only true of a sync that knows it.
    counts: { processed, synced, failed, skipped, stale, total: total === 0 && !totalIsFinal ? null : total, totalIsFinal },
    recordsPerSecond,
    estimatedCompletion,
    waiting: waiting === null ? null : { ...waiting },
    actions: [...syncActionsOf(process)],
    version,
    createdAt: process.createdAt,
    updatedAt: process.updatedAt,
    endedAt: process.endedAt,
  };
}

/** One process that another program wrote must not take the whole list away. */
function readContext(process: Process): SyncContext | undefined {
  try {
    return readSyncContext(process);
  } catch {
    return undefined;
  }
}

/**
 * @returns what If-Match compares: it changes when something else can be done to the sync, not with each page that is
 * counted, so that a sync that works can be acted on.
 */
export function etagOf({ state, ledger }: Process): string {
  const reason = ledger.paused?.reason?.code;
  return `"${state}${reason === undefined ? '' : `-${reason.replaceAll(/[^\w-]/g, '_')}`}-${ledger.generation ?? 0}"`;
}

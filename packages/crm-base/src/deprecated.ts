import type { Leases, MappingRepository, MessageQueue, ProcessRepository, RateLimits } from '@frigg-crm/core';
import { requeueDueEntries, type RequeueDueEntriesOptions } from './inbox/requeue-due-entries.ts';
import type { MaintenanceOptions } from './operations/run-maintenance.ts';
import type { ReconcileResult } from './lifecycle/reconcile-integration.ts';
import { createSyncControl, type SyncControlOptions } from './operations/create-sync-control.ts';
import { SyncControl } from './operations/sync-control.ts';
import type { PersonChange, PersonChangeResult } from './person-changes/person-change.ts';
import type { SyncEngineOptions } from './workers/engine-options.ts';

/**
 * The options of `createSyncEngine` before there was a store.
 * @deprecated Pass `{ store, queues }`: see `SyncEngineOptions`.
 */
export interface FlatSyncEngineOptions extends Omit<SyncEngineOptions, 'store' | 'queues'> {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
  readonly processUpdatesQueue?: MessageQueue | undefined;
  readonly deadLetterQueues?: Partial<Record<'fetch' | 'work' | 'processUpdates', MessageQueue | undefined>> | undefined;
  readonly leases?: Leases | undefined;
  readonly rateLimits?: RateLimits | undefined;
}

/** @returns the options of today. Leases were given where queues live in the memory of programs. */
export function fromFlatOptions(flat: FlatSyncEngineOptions): SyncEngineOptions {
  const {
    processRepository,
    mappingRepository,
    leases,
    rateLimits,
    fetchQueue,
    workQueue,
    processUpdatesQueue,
    deadLetterQueues,
    ...rest
  } = flat;
  const store = { processRepository, mappingRepository, ...(leases && { leases }), ...(rateLimits && { rateLimits }) };
  const queues = {
    fetch: fetchQueue,
    work: workQueue,
    processUpdates: processUpdatesQueue,
    deadLetters: deadLetterQueues,
    isShared: leases === undefined,
  };
  return { ...rest, store, queues };
}

/** @deprecated It is called `SyncControl`. */
export const SyncSteering: typeof SyncControl = SyncControl;
/** @deprecated It is called `SyncControl`. */
export type SyncSteering = SyncControl;
/** @deprecated It is called `createSyncControl`. */
export const createSyncSteering: typeof createSyncControl = createSyncControl;
/** @deprecated It is called `SyncControlOptions`. */
export type SyncSteeringOptions = SyncControlOptions;
/** @deprecated It is called `requeueDueEntries`. */
export const remindDue: typeof requeueDueEntries = requeueDueEntries;
/** @deprecated It is called `RequeueDueEntriesOptions`. */
export type RemindDueOptions = RequeueDueEntriesOptions;
/** @deprecated It is called `ReconcileResult`. */
export type SeenTo = ReconcileResult;
/** @deprecated It is called `MaintenanceOptions`. */
export type CaretakerOptions = MaintenanceOptions;
/** @deprecated It is called `PersonChange`. */
export type PersonNow = PersonChange;
/** @deprecated It is called `PersonChangeResult`. */
export type PersonNowResult = PersonChangeResult;

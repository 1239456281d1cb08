import type { Process } from '@frigg-crm/core';
import { countValues, outstandingUnits, withGeneration } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import type { SyncMessage } from '../queue/sync-message.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** @returns whether pages of the sync may be announced: it has neither ended nor is it paused. */
export function isUnderWay({ endedAt, state }: Process): boolean {
  return endedAt === null && state !== CRM_SYNC.roles.paused;
}

/** @returns how many pages may be announced: the fetch never has more than `maxOutstandingPages` unsettled ones. */
export function roomFor(process: Process, { config }: CrmIntegration): number {
  return config.queueConfig.maxOutstandingPages - countValues(outstandingUnits(process.ledger));
}

/** A message that announces pages. */
export type AnnouncingMessage = Extract<SyncMessage, { readonly event: 'FETCH_PERSON_PAGE' | 'FAN_OUT_PAGES' }>;

/**
 * Leaves a message with its process until the writers have settled half of what is outstanding: it holds no place in a
 * queue or a worker meanwhile, and is sent with the settlement that makes room for it.
 */
export async function waitForRoom(
  { processManager }: Pick<SyncDependencies, 'processManager'>,
  {
    process,
    integration,
    message,
  }: { readonly process: Process; readonly integration: CrmIntegration; readonly message: AnnouncingMessage },
): Promise<void> {
  // The address stands in the process.
  const { integrationId: _i, connector: _c, personObjectType: _t, processId: _p, generation: _g, ...data } = message.data;
  const below = Math.floor(integration.config.queueConfig.maxOutstandingPages / 2) + 1;
  const update = withGeneration(process, {
    type: 'UPDATE_STATE',
    processId: process.id,
    updateId: 'wait-for-room',
    waiting: { below, event: message.event, data },
  });
  await processManager.apply([update]);
}

/** A message that works on does not have to wait any more. @returns the process. */
export async function stopWaitingForRoom({ processManager }: Pick<SyncDependencies, 'processManager'>, process: Process): Promise<Process> {
  if (process.ledger.waiting === undefined) return process;
  const update = withGeneration(process, {
    type: 'UPDATE_STATE',
    processId: process.id,
    updateId: 'room',
    waiting: null,
  });
  const [applied] = await processManager.apply([update]);
  return applied?.process ?? process;
}

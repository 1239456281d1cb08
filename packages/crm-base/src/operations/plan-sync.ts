import { createHash } from 'node:crypto';
import type { Process } from '@frigg-crm/core';
import { countValues, outstandingUnits } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { readSyncContext } from '../process/sync-context.ts';
import { syncActionsOf } from './explain-sync.ts';

/** What an operator can do to a sync. */
export type SyncAction = 'pause' | 'resume' | 'cancel' | 'redrive';

/** What an action would do to a sync. Numbers are upper bounds: who is in Quo as in the CRM is not written again. */
export interface SyncPlan {
  readonly action: SyncAction;
  /** Whether it can be done to the sync as it stands. */
  readonly isPossible: boolean;
  /** What it would do, or why it cannot be done, in a sentence. */
  readonly message: string;
  /** Pages that it is about. */
  readonly pages: number;
  /** People that it is about, at most. */
  readonly people: number;
  /** Contacts of Quo that are written because of it, at most. */
  readonly writes: number;
  /** The same as long as the action would do the same. A page that is counted in the meantime changes it for a redrive only. */
  readonly hash: string;
}

const MESSAGES: Readonly<Record<SyncAction, string>> = {
  pause: 'Pages in hand are finished and counted, the others wait',
  resume: 'Exactly the pages that it lacks are queued again',
  cancel: 'It ends for good; pages that are not written yet are never written by it',
  redrive: 'What failed is done again, and nothing else',
};

/** What is to be planned. */
export interface PlannedAction {
  readonly action: SyncAction;
  /** As for a redrive. */
  readonly only: 'pages' | 'records' | undefined;
  /** Single people that failed and would be done again. */
  readonly failedRecords: number;
}

/** @returns what an action would do to a sync. */
export function planSync(process: Process, planned: PlannedAction): SyncPlan {
  const { action, failedRecords } = planned;
  const isReopened = reopens(process, planned);
  const pages = pagesOf(process, { action, isReopened });
  const people = pages * readSyncContext(process).pagination.pageSize + failedRecords;
  const isPossible = syncActionsOf(process).includes(action) && (action !== 'redrive' || isReopened || failedRecords > 0);
  const message = isPossible ? MESSAGES[action] : `It is ${process.state}: there is nothing to ${action}`;
  const writes = action === 'pause' || action === 'cancel' ? 0 : people;
  return { action, isPossible, message, pages, people, writes, hash: hashOf(process, planned) };
}

function reopens({ state }: Process, { action, only }: PlannedAction): boolean {
  return action === 'redrive' && only !== 'records' && state === CRM_SYNC.roles.failed;
}

function pagesOf({ ledger }: Process, { action, isReopened }: { readonly action: SyncAction; readonly isReopened: boolean }): number {
  const outstanding = countValues(outstandingUnits(ledger));
  if (action !== 'redrive') return outstanding;
  return isReopened ? countValues(ledger.failed) + outstanding : 0;
}

function hashOf({ id, state, ledger }: Process, { action, only, failedRecords }: PlannedAction): string {
  const failed = action === 'redrive' ? [ledger.failed, failedRecords, only ?? null] : [];
  const seen = [action, id, state, ledger.generation ?? 0, ledger.paused?.reason?.code ?? null, ...failed];
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 24);
}

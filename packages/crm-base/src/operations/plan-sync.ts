import { createHash } from 'node:crypto';
import { toProcessProgress, type Process } from '@frigg-crm/core';
import { countValues, keepValues, outstandingUnits, type IntervalSet } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { readSyncContext } from '../process/sync-context.ts';
import { estimateWork, type WorkEstimate } from './estimate-work.ts';
import { syncActionsOf } from './explain-sync.ts';
import type { PageRange } from './page-ranges.ts';

/** What an operator can do to a sync. */
export type SyncAction = 'pause' | 'resume' | 'cancel' | 'redrive';

/** What an action would do to a sync. Numbers are upper bounds: who is in Quo as in the CRM is not written again. */
export interface SyncPlan extends WorkEstimate {
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

/** To stop costs no request. */
const NO_WORK = { pages: 0, people: 0, writes: 0, recordsPerSecond: 0, throttledForMs: 0 };

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
  readonly pages: readonly PageRange[] | undefined;
  /** Single people that failed and would be done again. */
  readonly failedRecords: number;
  /** Until its APIs can be called, in milliseconds. */
  readonly throttledForMs: number;
}

/** @returns what an action would do to a sync. */
export function planSync(process: Process, planned: PlannedAction): SyncPlan {
  const { action, failedRecords, throttledForMs } = planned;
  const isReopened = action === 'redrive' && reopens(process, planned);
  const pages = pagesOf(process, planned, isReopened);
  const { pageSize } = readSyncContext(process).pagination;
  const people = pages * pageSize + failedRecords;
  const isPossible = syncActionsOf(process).includes(action) && (action !== 'redrive' || isReopened || failedRecords > 0);
  const message = isPossible ? messageOf(process, planned) : whyNot(process, planned);
  const isWork = action === 'resume' || action === 'redrive';
  const writes = isWork ? people : 0;
  const { recordsPerSecond } = toProcessProgress(process);
  const work = isWork ? { pages: pages + Math.ceil(failedRecords / pageSize), people, writes, recordsPerSecond, throttledForMs } : NO_WORK;
  return { action, isPossible, message, pages, people, writes, ...estimateWork(work), hash: hashOf(process, planned) };
}

/** @returns whether a redrive lets the sync itself go on. */
export function reopens(process: Process, planned: Pick<PlannedAction, 'only' | 'pages'>): boolean {
  if (planned.only === 'records' || process.state !== CRM_SYNC.roles.failed) return false;
  return planned.pages === undefined || failedOf(process, planned).length > 0;
}

/** The pages that failed, of those that are named. */
function failedOf({ ledger }: Process, { pages }: Pick<PlannedAction, 'pages'>): IntervalSet {
  return pages === undefined ? ledger.failed : keepValues(ledger.failed, pages);
}

function pagesOf(process: Process, planned: PlannedAction, isReopened: boolean): number {
  const outstanding = countValues(outstandingUnits(process.ledger));
  if (planned.action !== 'redrive') return outstanding;
  return isReopened ? countValues(failedOf(process, planned)) + outstanding : 0;
}

function messageOf(process: Process, planned: PlannedAction): string {
  const left = countValues(process.ledger.failed) - countValues(failedOf(process, planned));
  if (planned.action !== 'redrive' || planned.pages === undefined || left === 0) return MESSAGES[planned.action];
  return `What failed of these pages is done again; ${left} other failed ${left === 1 ? 'page stays' : 'pages stay'} as ${left === 1 ? 'it is' : 'they are'}`;
}

function whyNot({ state }: Process, { action, pages }: PlannedAction): string {
  const isNoneFailed = action === 'redrive' && pages !== undefined && state === CRM_SYNC.roles.failed;
  return isNoneFailed ? 'None of these pages has failed: there is nothing to redrive' : `It is ${state}: there is nothing to ${action}`;
}

function hashOf(process: Process, planned: PlannedAction): string {
  const { id, state, ledger } = process;
  const { action, only, failedRecords } = planned;
  const failed = action === 'redrive' ? [failedOf(process, planned), failedRecords, only ?? null] : [];
  const seen = [action, id, state, ledger.generation ?? 0, ledger.paused?.reason?.code ?? null, ...failed];
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 24);
}

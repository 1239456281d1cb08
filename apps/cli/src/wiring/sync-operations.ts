import type { ProcessErrorEntry, ProcessProgress, WaitingReason } from '@frigg-crm/core';
import type { RedriveOptions, SyncAction, SyncExplanation, SyncPlan } from '@frigg-crm/crm-base';
import type { WaitingSync } from '../output/listed-sync.ts';

/** Which syncs are listed. */
export interface SyncQuery {
  readonly integration?: string | undefined;
  readonly state?: string | undefined;
  readonly active: boolean;
  readonly limit: number;
}

/** What an explanation says, wherever it comes from. */
export interface ExplainedSync {
  readonly progress: Pick<
    ProcessProgress,
    'integrationId' | 'state' | 'timestamp' | 'processed' | 'total' | 'successCount' | 'errorCount' | 'skippedCount'
  > & { readonly processId: string };
  readonly syncType: string;
  readonly personObjectType: string;
  readonly why: WaitingReason;
  readonly outstandingPages: SyncExplanation['outstandingPages'];
  readonly failedPages: SyncExplanation['failedPages'];
  readonly errors: readonly ProcessErrorEntry[];
  readonly actions: SyncExplanation['actions'];
}

/** What of a sync is done again. */
export type RedrivenParts = Pick<RedriveOptions, 'only' | 'pages'>;

/** What an action would do, and what names exactly that. */
export type RehearsedAction = Omit<SyncPlan, 'hash' | 'seconds'> & { readonly plan: string; readonly seconds: number | null };

/** Why an action was not done that was restricted to its plan. */
export const MOVED_ON = 'It has moved on, and nothing was done: look at it again, with --dry-run, and decide anew';

/** What an action is restricted to. */
export interface PlannedOnly {
  /** It is done only as long as this is its plan. @defaultValue in any case */
  readonly ifPlan?: string | undefined;
}

/** Which people that failed are wanted. */
export interface FailedQuery {
  readonly limit: number;
  readonly fingerprint?: string | undefined;
}

/** What the verbs of `frigg-crm processes` do, on a store or through a server. */
export interface SyncOperations {
  list(query: SyncQuery): Promise<readonly WaitingSync[]>;
  /** @returns all that is known of a sync. */
  show(id: string): Promise<object>;
  explain(id: string): Promise<ExplainedSync>;
  /** @returns a sync and how it went, without personal data. */
  export(id: string): Promise<object>;
  /** @returns the people that failed, by their ids in the CRM; of one group of errors where a fingerprint is given. */
  findFailed(id: string, query: FailedQuery): Promise<readonly string[]>;
  /** @returns what an action would do; nothing is done. */
  plan(id: string, action: SyncAction, which?: RedrivenParts): Promise<RehearsedAction>;
  act(id: string, verb: 'pause' | 'resume' | 'cancel', only?: PlannedOnly): Promise<WaitingSync>;
  redrive(id: string, which: RedrivenParts & PlannedOnly): Promise<readonly WaitingSync[]>;
  releaseThrottle(integrationId: string): Promise<{ readonly wasThrottled: boolean; readonly resumed: readonly WaitingSync[] }>;
  /** Who goes on with what was redriven, as a sentence. */
  readonly whoContinues: string;
}

/** What the API shows, as far as the page uses it. The OpenAPI document of the server is the whole of it. */

export type SyncAction = 'pause' | 'resume' | 'cancel' | 'redrive';

/** Runs of numbers, both ends included, in order. */
export type Ranges = readonly (readonly [number, number])[];

export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly until?: string;
}

export interface Counts {
  readonly processed: number;
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
  readonly stale: number;
  /** `null`: not known yet. */
  readonly total: number | null;
  readonly totalIsFinal: boolean;
}

export interface Sync {
  readonly id: string;
  readonly integrationId: string;
  readonly connector: string | null;
  readonly objectType: string | null;
  readonly type: 'INITIAL' | 'ONGOING' | 'WEBHOOK' | null;
  readonly kind: string;
  readonly state: string;
  readonly ended: boolean;
  readonly counts: Counts;
  readonly recordsPerSecond: number;
  readonly estimatedCompletion: string | null;
  readonly waiting: Reason | null;
  readonly actions: readonly SyncAction[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Explanation {
  readonly why: Reason;
  readonly sync: Sync;
  readonly outstandingPages: Ranges;
  readonly failedPages: Ranges;
}

export interface SyncPages {
  readonly settled: Ranges;
  readonly failed: Ranges;
  readonly outstanding: Ranges;
  readonly known: number;
  readonly isComplete: boolean;
  readonly version: number;
}

export interface ErrorGroup {
  readonly fingerprint: string;
  readonly code: string;
  readonly sample: string;
  readonly count: number;
  readonly pages: readonly number[];
}

export interface SyncErrors {
  readonly groups: readonly ErrorGroup[];
  readonly shown: number;
  readonly failed: number;
  readonly failedPages: number;
  readonly version: number;
}

export interface SyncPlan {
  readonly action: SyncAction;
  readonly isPossible: boolean;
  readonly message: string;
  readonly pages: number;
  readonly people: number;
  readonly writes: number;
}

export interface StartPlan {
  readonly parts: readonly {
    readonly objectType: string;
    readonly activeSyncId: string | null;
    readonly people: number | null;
    readonly pages: number | null;
  }[];
}

export type IntegrationStatus = 'ENABLED' | 'NEEDS_CONFIG' | 'PROCESSING' | 'DISABLED' | 'ERROR' | 'IN_DELETION';

export interface Notice {
  readonly level: 'warning' | 'error';
  readonly code: string;
  readonly text: string;
  readonly at: string;
}

export interface Integration {
  readonly id: string;
  readonly userId: string;
  readonly connector: string;
  readonly status: IntegrationStatus;
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly Notice[];
  readonly setUpAt: string | null;
  readonly dueAt: string | null;
  readonly failedAttempts: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

export interface Connector {
  readonly id: string;
  readonly title: string;
  readonly urlHelp: string;
  readonly exampleUrl: string;
  readonly tokenHelp: string;
  readonly options: readonly { readonly name: string; readonly description: string }[];
}

export interface RateBudget {
  readonly key: string;
  readonly pausedUntil: string | null;
  readonly freeInMs: number;
}

export interface LogEvent {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Session {
  readonly id: string;
  readonly actions: readonly string[];
  readonly userId: string | null;
}

export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

import type { Interval } from '../interval-set.ts';
import type { JsonObject } from '../json.ts';
import type { ProcessId } from './process-id.ts';

/** A message that is sent as soon as fewer than `below` units are outstanding. */
export interface WaitingMessage {
  readonly below: number;
  readonly event: string;
  readonly data: JsonObject;
}

/** Why one record, unit or process failed. Holds ids and reasons, never names, numbers or message texts. */
export interface ProcessErrorEntry {
  /** The id of the record at its source. */
  readonly externalId?: string;
  /** The unit of work it belongs to. */
  readonly unit?: number;
  /** A stable name for the reason. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly message: string;
}

/** Why a process waits. Holds no names, numbers or message texts. */
export interface WaitingReason {
  /** A stable name for the reason, such as `OPERATOR`. */
  readonly code: string;
  /** What is waited for, in one sentence. */
  readonly message: string;
  /** When it goes on by itself, ISO 8601; absent: an operator has to act. */
  readonly until?: string;
}

/** Outcomes of records. All are whole numbers, 0 or more. */
export interface OutcomeCounts {
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
  /** Those of `skipped` that were left alone because a later version is known. @defaultValue 0 */
  readonly stale?: number;
}

/** What `UpdateProcessMetrics` takes. All counters are whole numbers, 0 or more, and are added. */
export interface ProcessMetrics {
  readonly processed?: number | undefined;
  readonly synced?: number | undefined;
  readonly failed?: number | undefined;
  /** Frigg's name of `synced`; give one of the two. */
  readonly success?: number | undefined;
  /** Frigg's name of `failed`; give one of the two. */
  readonly errors?: number | undefined;
  readonly skipped?: number | undefined;
  readonly errorDetails?: readonly ProcessErrorEntry[] | undefined;
}

interface UpdateBase {
  readonly processId: ProcessId;
  /** The same on every delivery of the same work; never made from a clock. `name#7` is remembered for ever. */
  readonly updateId: string;
  /**
   * How often the process had been re-opened when the work began (`ledger.generation`). An update of an earlier life than
   * the current one changes nothing. @defaultValue not said: it counts in any life
   */
  readonly generation?: number;
}

/** Go to a state, and merge keys into the context (shallow). */
export interface UpdateStateUpdate extends UpdateBase {
  readonly type: 'UPDATE_STATE';
  /** Absent: the state stays, only the context changes. */
  readonly state?: string;
  readonly contextUpdates?: JsonObject;
  /**
   * A message to send as soon as fewer than `below` announced units are outstanding, which may be at once. One waits per
   * process: the newest. `null`: none any more. @defaultValue not said
   */
  readonly waiting?: WaitingMessage | null;
}

/** Add to the counters. */
export interface UpdateMetricsUpdate extends UpdateBase {
  readonly type: 'UPDATE_METRICS';
  readonly metrics: ProcessMetrics;
}

/** Units 0 to `expectedUnits - 1` exist. Repeatable and free of order: numbers only grow, `closed` only closes. */
export interface ExpectUnitsUpdate extends UpdateBase {
  readonly type: 'EXPECT_UNITS';
  readonly expectedUnits: number;
  /** No further unit will be announced. */
  readonly closed: boolean;
  /** How many records there will be, as far as known: a hint for progress. Only grows. */
  readonly totalRecords?: number;
  /** How many units there will be, as far as known: a hint for progress. Only grows, until the announcement is closed. */
  readonly totalUnits?: number;
  /** By unit: what is needed to queue it again. A `key` in it says which work on the unit counts. */
  readonly open?: Readonly<Record<string, JsonObject>>;
  /** The announcer's position; merged into the context only if this update announces something new. */
  readonly position?: JsonObject;
}

/** A unit is finished. The first settlement of a unit counts, all others are ignored. A failure without `generation` is of the first life. */
export interface SettleUnitUpdate extends UpdateBase {
  readonly type: 'SETTLE_UNIT';
  readonly unit: number;
  /**
   * Which announcement of the unit the work belongs to: the `key` in its reference. Of two that were made at once only
   * one was announced, and only its work counts. @defaultValue none: it counts for any
   */
  readonly key?: string;
  /** `FAILED`: the unit as a whole could not be worked on. Its counts hold whatever was done before. */
  readonly outcome: 'PROCESSED' | 'FAILED';
  readonly counts: OutcomeCounts;
  readonly errors?: readonly ProcessErrorEntry[];
}

/** A child process was created. */
export interface AddChildUpdate extends UpdateBase {
  readonly type: 'ADD_CHILD';
  readonly childProcessId: ProcessId;
  /** How many records the child will have, as far as known: a hint for progress. Only grows. */
  readonly totalRecords?: number;
}

/** A child process has ended; it counts as one unit of its parent. */
export interface SettleChildUpdate extends UpdateBase {
  readonly type: 'SETTLE_CHILD';
  readonly childProcessId: ProcessId;
  readonly outcome: 'PROCESSED' | 'FAILED';
  readonly counts: OutcomeCounts;
}

/** All is done: end as completed, or as failed when units failed. */
export interface CompleteProcessUpdate extends UpdateBase {
  readonly type: 'COMPLETE_PROCESS';
}

/** It cannot go on: end as failed. */
export interface HandleErrorUpdate extends UpdateBase {
  readonly type: 'HANDLE_ERROR';
  readonly error: ProcessErrorEntry;
}

/** Stop working on it for a while. Where it stands is remembered, and so are moves that workers still make. */
export interface PauseProcessUpdate extends UpdateBase {
  readonly type: 'PAUSE_PROCESS';
  readonly reason: WaitingReason;
}

/** Go on where it was paused. Does nothing when it is not paused. */
export interface ResumeProcessUpdate extends UpdateBase {
  readonly type: 'RESUME_PROCESS';
}

/** Go on with a process that failed: its failed units are outstanding again, and what they had counted is taken back. */
export interface ReopenProcessUpdate extends UpdateBase {
  readonly type: 'REOPEN_PROCESS';
  /** Runs of units, both ends included: only those of them that failed; the others stay failed. @defaultValue all that failed */
  readonly units?: readonly Interval[];
}

/** Effects of the outbox were carried out. */
export interface EffectsDispatchedUpdate extends UpdateBase {
  readonly type: 'EFFECTS_DISPATCHED';
  readonly effectIds: readonly string[];
}

/** What a worker or an operator reports of a process. */
export type ProcessUpdate =
  | UpdateStateUpdate
  | UpdateMetricsUpdate
  | ExpectUnitsUpdate
  | SettleUnitUpdate
  | AddChildUpdate
  | SettleChildUpdate
  | CompleteProcessUpdate
  | HandleErrorUpdate
  | PauseProcessUpdate
  | ResumeProcessUpdate
  | ReopenProcessUpdate
  | EffectsDispatchedUpdate;

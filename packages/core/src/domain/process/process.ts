import type { JsonObject } from '../json.ts';
import type { Ledger } from './ledger.ts';
import type { ProcessId } from './process-id.ts';

/**
 * A long-running operation. Immutable: whatever happens to it is folded in by `foldUpdate`, which returns a new one.
 * Times are ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes them.
 */
export interface Process {
  readonly id: ProcessId;
  /** The owner, who may see its progress. */
  readonly userId: string;
  readonly integrationId: string;
  readonly name: string;
  /** Names the state machine, such as `CRM_SYNC`. */
  readonly type: string;
  readonly state: string;
  /** Inputs, progress and position. */
  readonly context: JsonObject;
  /** Outcome. */
  readonly results: JsonObject;
  readonly parentProcessId: ProcessId | null;
  readonly childProcesses: readonly ProcessId[];
  /** While it is not `null`, no other stored process can hold the same one. Released at the end. */
  readonly activeKey: string | null;
  readonly ledger: Ledger;
  /** Counts the saves; 0 when created. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When it ended, `null` before that. */
  readonly endedAt: string | null;
}

import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import type { CallOptions } from './call-options.ts';

/** Which processes to find; conditions are joined by AND, an absent one does not restrict. */
export interface ProcessQuery {
  readonly integrationId?: string | undefined;
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly state?: string | undefined;
  readonly parentProcessId?: string | undefined;
  /** `true`: not ended; `false`: ended. */
  readonly active?: boolean | undefined;
  /** Not changed since this moment (ISO 8601): `updatedAt` is earlier. */
  readonly updatedBefore?: string | undefined;
  /** Created and ended before this moment (ISO 8601). */
  readonly endedBefore?: string | undefined;
  /** How many to return at most. @defaultValue 100 */
  readonly limit?: number | undefined;
}

/**
 * Keeps processes. It knows nothing of their meaning: it loads, and saves if nobody else did.
 * What is read back equals what was stored, field by field.
 */
export interface ProcessRepository {
  /**
   * Stores a new process.
   * @throws {ActiveProcessExistsError} when a process with the same non-null `activeKey` is stored.
   * @throws {ProcessConflictError} when the id is taken.
   */
  create(process: Process, options?: CallOptions): Promise<void>;
  /** @returns the process, or `undefined` when nobody created it. */
  findById(id: ProcessId, options?: CallOptions): Promise<Process | undefined>;
  /** @returns those that exist, in the order of `ids`. */
  findByIds(ids: readonly ProcessId[], options?: CallOptions): Promise<readonly Process[]>;
  /** @returns newest first (`createdAt`, then `id`, descending). */
  find(query: ProcessQuery, options?: CallOptions): Promise<readonly Process[]>;
  /**
   * Replaces the stored process, if its version is `process.version`, and stores it as version + 1.
   * @returns the process as stored.
   * @throws {ProcessConflictError} when `process.version` is no longer the stored one, or the process is gone.
   * @throws {ActiveProcessExistsError} when a stored process holds the same non-null `activeKey`.
   */
  save(process: Process, options?: CallOptions): Promise<Process>;
  /** Removes the process. Does nothing when it is not there. */
  deleteById(id: ProcessId, options?: CallOptions): Promise<void>;
}

import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { CallOptions } from '../ports/call-options.ts';

/**
 * Where workers say what happened to processes. Whether an update is folded at once or travels through a queue first
 * changes nothing for the caller.
 */
export interface ProcessUpdateSink {
  /**
   * Resolves when every update is safe: stored, or accepted by a queue. Repeating a call is harmless, also after it has
   * rejected. The same thing happening anew (a second pause, an error after the process was re-opened) needs a new
   * `updateId`: under the old one it may be taken for a repetition.
   * @throws {InvalidProcessDataError | InvalidMessageError} for an update that no process could ever take in.
   */
  submit(updates: readonly ProcessUpdate[], options?: CallOptions): Promise<void>;
}

import type { ProcessProgress } from '../domain/process/process-progress.ts';

/** Tells whoever watches that a process moved. Best effort: a lost announcement is made good by the next one. */
export interface ProgressPublisher {
  /** Must not throw for a watcher that is gone; addressed to the owner of the process (`userId`) only. */
  publish(progress: ProcessProgress): Promise<void> | void;
}

/** Tells nobody: the default wherever a publisher may be given. */
export const silentPublisher: ProgressPublisher = { publish() {} };

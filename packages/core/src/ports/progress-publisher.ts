import type { ProcessProgress } from '../domain/process/process-progress.ts';

/** Announces to watchers that a process moved. Best effort: after a lost announcement the next one is complete again. */
export interface ProgressPublisher {
  /** Must not throw for a watcher that is gone; addressed to the owner of the process (`userId`) only. */
  publish(progress: ProcessProgress): Promise<void> | void;
}

/** Publishes nothing: the default wherever a publisher may be given. */
export const silentPublisher: ProgressPublisher = { publish() {} };

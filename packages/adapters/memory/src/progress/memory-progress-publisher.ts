import { ConfigurationError, silentLogger, type Logger, type ProcessProgress, type ProgressPublisher } from '@frigg-crm/core';

/** Hears of each change of a process. */
export type ProgressListener = (progress: ProcessProgress) => void | Promise<void>;

/** Whose processes to be notified of; conditions are joined by AND. Without any, those of all users. */
export interface ProgressFilter {
  /** The owner of the processes. Give it wherever the listener acts for a user: progress is for its owner only. */
  readonly userId?: string | undefined;
  readonly processId?: string | undefined;
}

/** A publisher that listeners of the same program subscribe to. */
export interface MemoryProgressPublisher extends ProgressPublisher {
  /**
   * Calls `listener` with every announcement from now on; nothing is kept for later.
   * @returns what ends the subscription; calling it twice is fine.
   * @throws {ConfigurationError} when there are `maxSubscriptions` already.
   */
  subscribe(listener: ProgressListener, filter?: ProgressFilter): () => void;
}

/** Settings of {@link createMemoryProgressPublisher}. */
export interface MemoryProgressPublisherOptions {
  /** How many subscriptions there may be at a time: a caller that does not end them gets an error before memory runs out. @defaultValue 1000 */
  readonly maxSubscriptions?: number | undefined;
  /** Hears of listeners that throw. @defaultValue silentLogger */
  readonly logger?: Logger | undefined;
}

interface Subscription {
  readonly listener: ProgressListener;
  readonly filter: ProgressFilter;
}

/**
 * Announces progress to listeners in the same program, such as the web sockets of a server. A listener that throws or
 * rejects harms neither the others nor the process.
 *
 * @example
 * ```ts
 * const publisher = createMemoryProgressPublisher();
 * const unsubscribe = publisher.subscribe((progress) => socket.send(JSON.stringify(progress)), { userId: 'u1' });
 * ```
 */
export function createMemoryProgressPublisher({
  maxSubscriptions = 1000,
  logger = silentLogger,
}: MemoryProgressPublisherOptions = {}): MemoryProgressPublisher {
  const subscriptions = new Set<Subscription>();

  async function notify({ listener }: Subscription, progress: ProcessProgress): Promise<void> {
    try {
      await listener(progress);
    } catch (error) {
      logger.warn(
        { processId: progress.processId, error: error instanceof Error ? error.name : typeof error },
        'a progress listener failed',
      );
    }
  }

  return {
    publish(progress) {
      const meant = [...subscriptions].filter(({ filter }) => isMeant(progress, filter));
      for (const subscription of meant) {
        // An earlier listener may have ended it.
        if (subscriptions.has(subscription)) void notify(subscription, progress);
      }
    },
    subscribe(listener, filter = {}) {
      if (subscriptions.size >= maxSubscriptions)
        throw new ConfigurationError(
          `There are ${maxSubscriptions} progress subscriptions: end those that are not needed, or raise maxSubscriptions`,
        );
      const subscription = { listener, filter: { ...filter } };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
  };
}

function isMeant(progress: ProcessProgress, { userId, processId }: ProgressFilter): boolean {
  return (userId === undefined || userId === progress.userId) && (processId === undefined || processId === progress.processId);
}

import type { CallOptions, Clock, Inbox, InboxEntry, Logger } from '@frigg-crm/core';
import { toIso, withTimeout } from '@frigg-crm/core/adapter';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { queueEntries } from './queue-entries.ts';

export interface ScheduleDependencies {
  readonly inbox: Pick<Inbox, 'accept'>;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ScheduleOptions extends CallOptions {
  /** Seconds until the entries are due. @defaultValue 0 */
  readonly delaySeconds?: number | undefined;
  /** A queue that takes longer is not waited for, in milliseconds. @defaultValue as long as it takes */
  readonly queueTimeoutMs?: number | undefined;
}

/**
 * Stores entries in the inbox, each once, and queues those that are new. What is stored is worked on even when the queue
 * is away: the maintenance loop finds what is due, as it does for delays that no queue has.
 * @returns how many of the entries were new.
 * @throws {StorageError} when they may not be stored.
 */
export async function scheduleEntries(
  { inbox, queueManager, clock, logger }: ScheduleDependencies,
  entries: readonly Omit<InboxEntry, 'dueAt'>[],
  { delaySeconds = 0, queueTimeoutMs, signal }: ScheduleOptions = {},
): Promise<number> {
  if (entries.length === 0) return 0;
  const dueAt = toIso(clock.now() + delaySeconds * 1000);
  const added = await inbox.accept(
    entries.map((entry) => ({ ...entry, dueAt })),
    { signal },
  );
  const fresh = added.flatMap(({ id }) => entries.find((entry) => entry.id === id) ?? []);
  if (delaySeconds > MAX_DELAY_SECONDS) return fresh.length;
  const queue = async (call: AbortSignal | undefined): Promise<void> => queueEntries(queueManager, fresh, { delaySeconds, signal: call });
  try {
    await (queueTimeoutMs === undefined ? queue(signal) : withTimeout(clock, queue, { ms: queueTimeoutMs }));
  } catch (error) {
    signal?.throwIfAborted();
    const [{ integrationId, kind } = { integrationId: '', kind: '' }] = fresh;
    const facts = { integrationId, kind, entries: fresh.length, code: toErrorEntry(error).code };
    logger.warn(facts, 'inbox entries are stored but not queued; the maintenance loop will requeue them');
  }
  return fresh.length;
}

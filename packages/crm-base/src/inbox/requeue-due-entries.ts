import type { CallOptions, Clock, Inbox } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import pLimit from 'p-limit';
import type { QueueManager } from '../queue/queue-manager.ts';
import { queueEntries } from './queue-entries.ts';

/** Which entries {@link requeueDueEntries} queues again, and where. */
export interface RequeueDueEntriesOptions extends CallOptions {
  readonly inbox: Pick<Inbox, 'findDue' | 'recheck'>;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly clock: Clock;
  /** Entries that are looked at in one go, at most. @defaultValue 100 */
  readonly limit?: number | undefined;
  /** What is due for less than this is left alone, in milliseconds: its message is on its way. @defaultValue 15_000 */
  readonly graceMs?: number | undefined;
}

/** The longer an entry has been due, the rarer it is requeued: while no worker runs, messages would only pile up. */
const AGAIN_AFTER_MS = { least: 60_000, most: 3_600_000 };
const CONCURRENCY = 8;

/**
 * Requeues due entries of the inbox that no worker has claimed: their message was lost, or was never sent. Call it every
 * few seconds, on as many machines as you like; a message too many does no harm.
 * @returns how many entries were queued; where that is `limit` there may be more.
 * @throws {QueueSendError} when the queue is away; nothing is lost then.
 */
export async function requeueDueEntries({
  inbox,
  queueManager,
  clock,
  limit = 100,
  graceMs = 15_000,
  signal,
}: RequeueDueEntriesOptions): Promise<number> {
  const due = await inbox.findDue({ before: toIso(clock.now() - graceMs), limit, signal });
  await queueEntries(queueManager, due, { signal });
  const nowMs = clock.now();
  const inTurn = pLimit(CONCURRENCY);
  await Promise.all(
    due.map(async ({ integrationId, id, dueAt: since }) => {
      const afterMs = Math.min(AGAIN_AFTER_MS.most, Math.max(AGAIN_AFTER_MS.least, nowMs - Date.parse(since)));
      return inTurn(async () => inbox.recheck({ integrationId, id, dueAt: toIso(nowMs + afterMs), signal }));
    }),
  );
  return due.length;
}

import type { OutgoingMessage } from '@frigg-crm/core';
import { sql } from 'kysely';
import type { Session } from '../connection/session.ts';
import { all, joinLine, run, takePositions, type QueueIdentity } from './queue-tables.ts';

/** How long a FIFO queue of Amazon SQS remembers a deduplication id (developer guide, "Exactly-once processing"). */
const DEDUPLICATION_WINDOW_MS = 5 * 60 * 1000;
/** How many forgotten ids a send clears away; there are never many more than were sent within five minutes. */
const SWEPT = 1000;

/** Stores messages. @returns how many may be handed out at once. */
export function send(session: Session, queue: QueueIdentity, messages: readonly OutgoingMessage[], nowMs: number): number {
  const accepted = queue.kind === 'fifo' ? withoutDuplicates(session, queue.name, messages, nowMs) : messages;
  if (accepted.length === 0) return 0;
  const first = takePositions(session, queue.name, accepted.length);
  const rows = accepted.map(({ body, groupId = '', delaySeconds = 0 }, index) => [
    groupId,
    first + index,
    body,
    delaySeconds === 0 ? null : nowMs + delaySeconds * 1000,
  ]);
  run(
    session,
    sql`
      insert into frigg_queue_messages (queue, group_key, position, body, receive_count, due_at)
      select ${queue.name}, value ->> 0, value ->> 1, value ->> 2, 0, value ->> 3 from json_each(${JSON.stringify(rows)})`,
  );
  const ready = accepted.flatMap(({ groupId = '', delaySeconds = 0 }, index) =>
    delaySeconds === 0 ? [[groupId, first + index] as const] : [],
  );
  // Of a group given twice the first place counts.
  joinLine(session, queue, [...new Map(ready.toReversed())].toReversed());
  return ready.length;
}

function withoutDuplicates(
  session: Session,
  queue: string,
  messages: readonly OutgoingMessage[],
  nowMs: number,
): readonly OutgoingMessage[] {
  run(
    session,
    sql`
      delete from frigg_queue_deduplication where queue = ${queue} and id in (
        select id from frigg_queue_deduplication where queue = ${queue} and expires_at <= ${nowMs} order by expires_at limit ${SWEPT})`,
  );
  const ids = JSON.stringify(messages.map(({ deduplicationId }) => deduplicationId));
  const added = all(
    session,
    sql<{ readonly id: string }>`
      insert into frigg_queue_deduplication (queue, id, expires_at)
      select ${queue}, value, ${nowMs + DEDUPLICATION_WINDOW_MS} from json_each(${ids}) where true
      on conflict (queue, id) do update set expires_at = excluded.expires_at where expires_at <= ${nowMs}
      returning id`,
  );
  const fresh = new Set(added.map(({ id }) => id));
  return messages.filter(({ deduplicationId = '' }) => fresh.delete(deduplicationId));
}

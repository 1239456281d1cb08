import { sql } from 'kysely';
import type { Session } from '../connection/session.ts';
import { all, joinLine, run, takePositions, type QueueIdentity } from './queue-tables.ts';
import type { QueueSize, SqliteDeadLetter } from './sqlite-queue-options.ts';

/** How many dead letters one transaction takes back. */
const PORTION = 500;

/** @returns whether a message can be handed out now, and otherwise when the next one can. */
export function peek(
  session: Session,
  queue: string,
  nowMs: number,
): { readonly isReady: boolean; readonly nextDueMs: number | undefined } {
  const [row] = all(
    session,
    sql<{ readonly waiting: number; readonly due_at: number | null }>`
      select exists (select 1 from frigg_queue_groups where queue = ${queue}) as waiting,
        (select min(due_at) from frigg_queue_messages where queue = ${queue} and due_at is not null) as due_at`,
  );
  const nextDueMs = row?.due_at ?? undefined;
  return { isReady: row?.waiting === 1 || (nextDueMs !== undefined && nextDueMs <= nowMs), nextDueMs };
}

/** @returns whether messages of the group are stored, in whichever state. */
export function hasGroup(session: Session, queue: string, groupKey: string): boolean {
  const found = sql<{
    readonly id: number;
  }>`select id from frigg_queue_messages where queue = ${queue} and group_key = ${groupKey} limit 1`;
  return all(session, found).length > 0;
}

/** @returns the dead letters of the queue, oldest first. */
export function readDeadLetters(session: Session, { name, deadLetterQueue }: QueueIdentity, limit: number): readonly SqliteDeadLetter[] {
  const rows = all(
    session,
    sql<{ readonly id: number; readonly group_key: string; readonly body: string; readonly attempts: number; readonly reason: string }>`
      select id, group_key, body, attempts, reason from frigg_queue_messages
      where source_queue = ${name} and queue = ${deadLetterQueue} order by position limit ${limit}`,
  );
  return rows.map(({ id, group_key: groupKey, body, attempts, reason }) => ({
    id: String(id),
    body,
    groupId: groupKey === '' ? undefined : groupKey,
    receiveCount: attempts,
    reason,
  }));
}

/** @returns how many messages are in which state. */
export function readSize(session: Session, queue: string): QueueSize {
  const [row] = all(
    session,
    sql<{ readonly total: number; readonly later: number; readonly held: number }>`
      select count(*) as total, count(due_at) as later, count(claim) as held from frigg_queue_messages where queue = ${queue}`,
  );
  const { total = 0, later = 0, held = 0 } = row ?? {};
  return { waiting: total - later, delayed: later - held, inFlight: held };
}

/** @returns what the queues of the file hold, dead-letter queues included, by their names; empty ones are left out. */
export function readSizes(session: Session): readonly (QueueSize & { readonly name: string })[] {
  const rows = all(
    session,
    sql<{ readonly name: string; readonly total: number; readonly later: number; readonly held: number }>`
      select queue as name, count(*) as total, count(due_at) as later, count(claim) as held from frigg_queue_messages group by queue order by queue`,
  );
  return rows.map(({ name, total, later, held }) => ({ name, waiting: total - later, delayed: later - held, inFlight: held }));
}

/** Takes dead letters back that no consumer holds. @returns how many; 0 when there are none left. */
export function redrive(session: Session, queue: QueueIdentity): number {
  const rows = all(
    session,
    sql<{ readonly id: number; readonly group_key: string }>`
      select id, group_key from frigg_queue_messages
      where source_queue = ${queue.name} and queue = ${queue.deadLetterQueue} and claim is null order by position limit ${PORTION}`,
  );
  if (rows.length === 0) return 0;
  const first = takePositions(session, queue.name, rows.length);
  const given = JSON.stringify(rows.map(({ id }, index) => [id, first + index]));
  run(
    session,
    sql`
      update frigg_queue_messages set queue = ${queue.name}, source_queue = null, attempts = null, reason = null, receive_count = 0, due_at = null,
        position = given.value ->> 1
      from json_each(${given}) as given where frigg_queue_messages.id = given.value ->> 0`,
  );
  joinLine(
    session,
    queue,
    rows.map(({ group_key: groupKey }, index) => [groupKey, first + index]),
  );
  return rows.length;
}

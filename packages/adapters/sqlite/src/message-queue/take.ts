import { sql } from 'kysely';
import type { Session } from '../connection/session.ts';
import { all, joinLine, moveToDeadLetterQueue, run, takePositions, type MessageRow, type QueueIdentity } from './queue-tables.ts';

/** Messages of one group that a consumer holds. */
export interface Handout {
  /** Names this handing out; a later one has another name. */
  readonly claim: string;
  readonly groupKey: string;
  /** With `receive_count` as of before. */
  readonly messages: readonly MessageRow[];
}

/** How a consumer takes messages. */
export interface TakeTerms {
  readonly claim: string;
  readonly limit: number;
  readonly nowMs: number;
  /** When the messages are handed out again unless they are settled or prolonged. */
  readonly hiddenUntilMs: number;
  readonly maxReceiveCount: number;
}

/** How many due messages one call makes ready; what is left is the next call's. */
const MOST_DUE = 500;

/** @returns messages of the group that has waited longest for its turn; `undefined` when no message is ready. */
export function take(
  session: Session,
  queue: QueueIdentity,
  terms: Pick<TakeTerms, 'claim' | 'limit' | 'hiddenUntilMs'>,
): Handout | undefined {
  for (;;) {
    const [group] = all(
      session,
      sql<{ readonly group_key: string }>`select group_key from frigg_queue_groups where queue = ${queue.name} order by turn limit 1`,
    );
    if (group === undefined) return undefined;
    run(session, sql`delete from frigg_queue_groups where queue = ${queue.name} and group_key = ${group.group_key}`);
    const messages = firstMessages(session, queue.name, group.group_key, terms.limit);
    if (messages.length === 0) continue;
    const ids = JSON.stringify(messages.map(({ id }) => id));
    run(
      session,
      sql`
        update frigg_queue_messages set claim = ${terms.claim}, due_at = ${terms.hiddenUntilMs}, receive_count = receive_count + 1
        where id in (select value from json_each(${ids}))`,
    );
    joinLine(session, queue, [[group.group_key, takePositions(session, queue.name, 1)]]);
    return { claim: terms.claim, groupKey: group.group_key, messages };
  }
}

/** A message that failed before is handed out alone, so that it fails alone. */
function firstMessages(session: Session, queue: string, groupKey: string, limit: number): readonly MessageRow[] {
  const rows = all(
    session,
    sql<MessageRow>`
      select id, group_key, position, body, receive_count, claim from frigg_queue_messages
      where queue = ${queue} and group_key = ${groupKey} and due_at is null order by position limit ${limit}`,
  );
  const failedAt = rows.findIndex(({ receive_count: count }) => count > 0);
  return failedAt === -1 ? rows : rows.slice(0, Math.max(1, failedAt));
}

/**
 * Makes messages ready: delayed ones whose moment has come, and those of consumers that neither settled nor prolonged them
 * in time. @returns how many are dead letters now, since their attempts are used up.
 */
export function releaseDue(
  session: Session,
  queue: QueueIdentity,
  { nowMs, maxReceiveCount }: Pick<TakeTerms, 'nowMs' | 'maxReceiveCount'>,
): number {
  const due = all(
    session,
    sql<MessageRow>`
      select id, group_key, position, '' as body, receive_count, claim from frigg_queue_messages
      where queue = ${queue.name} and due_at <= ${nowMs} order by due_at, position limit ${MOST_DUE}`,
  );
  if (due.length === 0) return 0;
  const isUsedUp = ({ claim, receive_count: count }: MessageRow): boolean => claim !== null && count >= maxReceiveCount;
  const ready = due.filter((message) => !isUsedUp(message));
  const first = takePositions(session, queue.name, due.length);
  // In a FIFO queue a message keeps its place; in a standard one it comes behind what waits already.
  const placed = ready.map(({ id, position }, index) => [id, queue.kind === 'fifo' ? position : first + index]);
  run(
    session,
    sql`
      update frigg_queue_messages set due_at = null, claim = null, position = given.value ->> 1
      from json_each(${JSON.stringify(placed)}) as given where frigg_queue_messages.id = given.value ->> 0`,
  );
  const deadLetters = due
    .filter(isUsedUp)
    .map(({ id, group_key: groupKey, receive_count: count }) => ({ id, groupKey, reason: usedUp(count) }));
  moveToDeadLetterQueue(session, queue, deadLetters);
  joinLine(session, queue, [...new Map(due.map(({ group_key: key }, index) => [key, first + index] as const))]);
  return deadLetters.length;
}

/** Why a message is a dead letter whose handler never said so. */
export function usedUp(receiveCount: number): string {
  return `attempts used up (${receiveCount})`;
}

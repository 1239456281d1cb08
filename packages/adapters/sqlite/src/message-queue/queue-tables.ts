import { ConfigurationError, type QueueKind } from '@frigg-crm/core';
import { sql, type RawBuilder } from 'kysely';
import type { Session, Statement } from '../connection/session.ts';
import { statements } from '../tables.ts';

/** Which queue a transaction works on. */
export interface QueueIdentity {
  readonly name: string;
  readonly kind: QueueKind;
  readonly deadLetterQueue: string;
}

/** A message as its row says. */
export interface MessageRow {
  readonly id: number;
  readonly group_key: string;
  readonly position: number;
  readonly body: string;
  readonly receive_count: number;
  readonly claim: string | null;
}

/** Runs a statement. */
export function run(session: Session, statement: RawBuilder<unknown>): number {
  return session.run(statement.compile(statements));
}

/** Reads rows. */
export function all<Row>(session: Session, statement: RawBuilder<Row>): readonly Row[] {
  const compiled: Statement<Row> = statement.compile(statements);
  return session.all(compiled);
}

/**
 * Makes the queue if it is missing.
 * @throws {ConfigurationError} when it is there and of the other kind.
 */
export function ensureQueue(session: Session, { name, kind }: Pick<QueueIdentity, 'name' | 'kind'>): void {
  run(session, sql`insert into frigg_queues (name, kind, sequence) values (${name}, ${kind}, 0) on conflict do nothing`);
  const [row] = all(session, sql<{ readonly kind: string }>`select kind from frigg_queues where name = ${name}`);
  if (row?.kind !== kind)
    throw new ConfigurationError(`The queue ${name} is stored as a ${row?.kind} queue: open it as one, or choose another name`);
}

/** @returns the first of `count` numbers that no other message of the queue has as its place. */
export function takePositions(session: Session, queue: string, count: number): number {
  const [row] = all(
    session,
    sql<{ readonly sequence: number }>`update frigg_queues set sequence = sequence + ${count} where name = ${queue} returning sequence`,
  );
  return (row?.sequence ?? count) - count + 1;
}

/**
 * Lets groups stand in line that have a message to hand out, at the end, in the order given, unless they stand there
 * already. In a FIFO queue a group stays away while one of its messages is in flight or waits for its retry.
 */
export function joinLine(
  session: Session,
  { name, kind }: Pick<QueueIdentity, 'name' | 'kind'>,
  groups: readonly (readonly [key: string, turn: number])[],
): void {
  if (groups.length === 0) return;
  const isFree =
    kind === 'standard'
      ? sql``
      : sql`and not exists (select 1 from frigg_queue_messages where queue = ${name} and group_key = given.value ->> 0 and due_at > 0)`;
  run(
    session,
    sql`
      insert into frigg_queue_groups (queue, group_key, turn) select ${name}, value ->> 0, value ->> 1 from json_each(${JSON.stringify(groups)}) as given
      where exists (select 1 from frigg_queue_messages where queue = ${name} and group_key = given.value ->> 0 and due_at is null) ${isFree}
      on conflict do nothing`,
  );
}

/** Moves messages to the dead-letter queue, each with its reason. */
export function moveToDeadLetterQueue(
  session: Session,
  queue: QueueIdentity,
  deadLetters: readonly { readonly id: number; readonly groupKey: string; readonly reason: string }[],
): void {
  if (deadLetters.length === 0) return;
  const target = { name: queue.deadLetterQueue, kind: queue.kind };
  ensureQueue(session, target);
  const first = takePositions(session, target.name, deadLetters.length);
  const given = JSON.stringify(deadLetters.map(({ id, reason }, index) => [id, first + index, reason]));
  run(
    session,
    sql`
      update frigg_queue_messages set queue = ${target.name}, source_queue = ${queue.name}, position = given.value ->> 1, reason = given.value ->> 2,
        attempts = receive_count, receive_count = 0, due_at = null, claim = null
      from json_each(${given}) as given where frigg_queue_messages.id = given.value ->> 0`,
  );
  joinLine(
    session,
    target,
    deadLetters.map(({ groupKey }, index) => [groupKey, first + index]),
  );
}

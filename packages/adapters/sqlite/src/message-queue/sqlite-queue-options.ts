import type { CallOptions, Clock, Logger, MessageQueue, QueueKind } from '@frigg-crm/core';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';

/** Settings of a queue in a SQLite file. Programs that share a queue use the same settings. */
export interface SqliteQueueOptions {
  /** An open store, or a migrated database: whose file holds the queue. It stays open when the queue is closed. */
  readonly store: { readonly database: Pick<SqliteDatabase, 'read' | 'write' | 'changes'> };
  /** Names the queue within the file; it is made at its first use. 1 to 80 characters of `A-Z a-z 0-9 _ . -`. */
  readonly name: string;
  /** `fifo` keeps the order inside each group and drops duplicates of the last five minutes. @defaultValue 'standard' */
  readonly kind?: QueueKind | undefined;
  /** How often a message is handed out before it is a dead letter. @defaultValue 5 */
  readonly maxReceiveCount?: number | undefined;
  /**
   * The queue of the same file where dead letters lie, with body and group. A consumer of dead letters opens it by this
   * name with `maxReceiveCount: Infinity`. @defaultValue the name, followed by `-dead-letters`
   */
  readonly deadLetterQueue?: string | undefined;
  /**
   * For how long a message is hidden from other consumers, in seconds; prolonged while its handler runs. When a program
   * is killed, its messages are handed out again after so long. @defaultValue 30
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** Seconds until a message is handed out again whose verdict names no delay. @defaultValue 1, 2, 4 … up to 900 */
  readonly retryDelaySeconds?: ((receiveCount: number) => number) | undefined;
  /** UTF-8 bytes of one body. @defaultValue 262144, the limit that the SQS adapter has by default */
  readonly maxMessageBytes?: number | undefined;
  /** For tests. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
  /** Gets ids, counts and codes, never bodies. */
  readonly logger?: Logger | undefined;
}

/** A message that no attempt could finish. */
export interface SqliteDeadLetter {
  /** The id that it had as a message. */
  readonly id: string;
  readonly body: string;
  readonly groupId: string | undefined;
  /** How often it was handed out. */
  readonly receiveCount: number;
  readonly reason: string;
}

/** A durable queue that can be inspected. */
export interface SqliteQueue extends MessageQueue {
  /** @returns this queue's dead letters that lie in the dead-letter queue, oldest first; at most `limit`, 100 by default. */
  deadLetters(options?: CallOptions & { readonly limit?: number | undefined }): Promise<readonly SqliteDeadLetter[]>;
  /** @returns how many messages could be handed out now, later, and are in the hands of consumers, of all programs. */
  size(options?: CallOptions): Promise<QueueSize>;
  /** Hands this queue's dead letters out again as if they were new. @returns how many there were. */
  redriveDeadLetters(options?: CallOptions): Promise<number>;
}

/** How many messages of a queue are in which state. */
export interface QueueSize {
  readonly waiting: number;
  readonly delayed: number;
  readonly inFlight: number;
}

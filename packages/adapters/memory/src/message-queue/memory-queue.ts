import type { Clock, Logger, MessageQueue, QueueKind } from '@frigg-crm/core';

/** Settings of a memory queue. */
export interface MemoryQueueOptions {
  /** @defaultValue systemClock */
  readonly clock?: Clock | undefined;
  /** `fifo` keeps the order inside each group and drops duplicates of the last five minutes. @defaultValue 'standard' */
  readonly kind?: QueueKind | undefined;
  /** How often a message is handed out before it is a dead letter. @defaultValue 5 */
  readonly maxReceiveCount?: number | undefined;
  /** Seconds until a message is handed out again whose verdict names no delay. @defaultValue 1, 2, 4 … up to 900 */
  readonly retryDelaySeconds?: ((receiveCount: number) => number) | undefined;
  /** UTF-8 bytes of one body. @defaultValue 262144, the limit that the SQS adapter has by default */
  readonly maxMessageBytes?: number | undefined;
  /**
   * Where dead letters are sent as well, with body and group, so that they can be consumed. Give that queue
   * `maxReceiveCount: Infinity`: what it gives up on has nowhere to go. @defaultValue they are only kept in `deadLetters`
   */
  readonly deadLetterQueue?: MessageQueue | undefined;
  /** Called with each dead letter as it is stored. */
  readonly onDeadLetter?: ((deadLetter: DeadLetter) => void) | undefined;
  readonly logger?: Logger | undefined;
}

/** A message that no attempt could finish. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly groupId: string | undefined;
  readonly receiveCount: number;
  readonly reason: string;
}

/** A message queue whose messages can be inspected. */
export interface MemoryQueue extends MessageQueue {
  /** The dead letters, oldest first; those that were sent on to a `deadLetterQueue`, too. */
  readonly deadLetters: readonly DeadLetter[];
  /** How many messages could be handed out now, later, and are in a consumer's hands. */
  readonly size: { readonly waiting: number; readonly delayed: number; readonly inFlight: number };
  /** Hands all dead letters out again as if they were new. @returns how many there were. */
  redriveDeadLetters(): number;
}

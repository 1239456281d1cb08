import type { CallOptions } from './call-options.ts';

/** A message on its way into a queue. */
export interface OutgoingMessage {
  /** UTF-8 text; `MessageQueue.limits.maxMessageBytes` at most. */
  readonly body: string;
  /** Whole seconds until a consumer may receive it, `MessageQueue.limits.maxDelaySeconds` at most. @defaultValue 0 */
  readonly delaySeconds?: number | undefined;
  /** Messages of one group are received in their order (FIFO queues need it; standard ones spread groups fairly). */
  readonly groupId?: string | undefined;
  /** A FIFO queue accepts one message per id within five minutes. Names the work, never the time of sending. */
  readonly deduplicationId?: string | undefined;
}

/** A message in a consumer's hands. */
export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  readonly groupId: string | undefined;
  /** How often it was handed out, this time included. */
  readonly receiveCount: number;
  /** Whether the queue moves it to the dead-letter queue if this attempt fails. */
  readonly isLastAttempt: boolean;
}

/** What became of a message. */
export type Verdict =
  /** The work is done: delete the message. */
  | { readonly kind: 'done' }
  /** Hand it out again, after `delaySeconds` (the queue's own back-off when absent). */
  | { readonly kind: 'retry'; readonly delaySeconds?: number | undefined }
  /** No attempt can succeed: move it to the dead-letter queue with the reason. */
  | { readonly kind: 'dead-letter'; readonly reason: string };

/**
 * Works on messages that the queue delivers together and returns one verdict each, in the same order.
 * A rejection means `retry` for all of them.
 * @param options.signal - Aborted when the consumer stops: finish the message, start nothing new. Aborted with
 * `VISIBILITY_EXPIRED` when another consumer may have received the messages: end at once, no verdict is stored.
 */
export type MessageHandler = (messages: readonly ReceivedMessage[], options: CallOptions) => Promise<readonly Verdict[]>;

/** How a queue is consumed: until `signal` is aborted, then the handlers that run are awaited. */
export interface ConsumeOptions extends CallOptions {
  /** How many handler calls may run at once. @defaultValue 1 */
  readonly concurrency?: number | undefined;
  /** How many messages one handler call may get, 1 to 10. They share a group, in order. @defaultValue 1 */
  readonly batchSize?: number | undefined;
}

/** What a queue can carry. */
export interface QueueLimits {
  /** The size of one message's body in UTF-8 bytes. */
  readonly maxMessageBytes: number;
  /** The longest delay of one message, in whole seconds; what has to wait longer is scheduled elsewhere. */
  readonly maxDelaySeconds: number;
}

/**
 * A queue that hands each message to some consumer at least once.
 *
 * Laws: an accepted message is handed out until a verdict `done` or `dead-letter` is stored, or its attempts are used
 * up, and then lies in the dead-letter queue. In a FIFO queue a group has one handler call at a time, and after a
 * message without `done` the rest of its group is handed out again, in order, behind it.
 */
export interface MessageQueue {
  readonly limits: QueueLimits;
  /**
   * Stores all messages, however many. Those that the queue refuses for the moment are sent again.
   * @throws {MessageTooLargeError} before anything is sent, when a body is larger than `limits` says.
   * @throws {InvalidMessageError} before anything is sent, when one can never be accepted for another reason.
   * @throws {QueueSendError} naming those that were not accepted; all others were.
   */
  send(messages: readonly OutgoingMessage[], options?: CallOptions): Promise<void>;
  /** Hands out messages until `signal` is aborted; resolves when the last running handler has ended. */
  consume(handler: MessageHandler, options?: ConsumeOptions): Promise<void>;
  /**
   * Says whether messages of a group are stored, those included that are delayed or in the hands of a consumer. Only queues
   * have it whose messages outlive the programs that use them: what is still stored need not be sent again after a crash.
   */
  hasGroup?(groupId: string, options?: CallOptions): Promise<boolean>;
  /** Releases what the queue holds. May be called twice. */
  close(): Promise<void>;
}

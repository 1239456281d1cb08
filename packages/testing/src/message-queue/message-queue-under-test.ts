import type { MessageQueue } from '@frigg-crm/core';

/** A dead letter, as far as every queue knows it. */
export interface DeadLetterUnderTest {
  readonly body: string;
  readonly reason?: string | undefined;
}

/** A queue with what its contract suite needs to look behind it. */
export interface MessageQueueUnderTest {
  readonly queue: MessageQueue;
  /** The dead letters that lie there now, oldest first. May be called again and again. */
  deadLetters(): Promise<readonly DeadLetterUnderTest[]>;
  /**
   * Lets `ms` of the queue's time go by and gives consumers the occasion to notice; 0 just waits a moment. With a real
   * server this moves the server's clock, or waits.
   */
  pass(ms: number): Promise<void>;
  /** Ends the queue and everything that was started for it. */
  close(): Promise<void>;
}

/** What a contract suite for queues must know. */
export interface MessageQueueSuite {
  readonly kind: 'standard' | 'fifo';
  /** Makes an empty queue with a dead-letter queue. */
  readonly make: (settings: { readonly maxReceiveCount: number }) => Promise<MessageQueueUnderTest>;
  /** How many messages "many" are. @defaultValue 10000 */
  readonly manyMessages?: number | undefined;
}

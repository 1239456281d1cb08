import type { MessageQueue } from '@frigg-crm/core';

/** A dead letter, as far as every queue knows it. */
export interface DeadLetterUnderTest {
  readonly body: string;
  readonly reason?: string | undefined;
}

/** The requests that an adapter sends to its server: `settle` deletes or hides, `prolong` keeps a message hidden. */
export type QueueRequest = 'send' | 'receive' | 'settle' | 'prolong' | 'dead-letter';

/** Something that a server swallows: no response comes, not even to an abort. */
export interface Hang {
  /** How many requests were swallowed so far. */
  readonly count: number;
  /** Lets later requests through; those that were swallowed never get a response. */
  end(): void;
}

/** A queue with the means of its contract suite to inspect and to disturb it. */
export interface MessageQueueUnderTest {
  readonly queue: MessageQueue;
  /** The dead letters that are stored now, oldest first. May be called repeatedly. */
  deadLetters(): Promise<readonly DeadLetterUnderTest[]>;
  /**
   * Lets `ms` of the queue's time go by and lets consumers notice; 0 just waits a moment. With a real server this moves
   * the server's clock, or waits.
   */
  pass(ms: number): Promise<void>;
  /** Makes the server swallow requests of one kind from now on. Needed when the suite has `hangs`. */
  hang?(request: QueueRequest, part: 'request' | 'response'): Hang;
  /** Ends the queue and everything that was started for it. */
  close(): Promise<void>;
}

/** How a queue behaves whose server swallows requests. */
export interface HangingServer {
  /** How long a request may stay without response before the adapter gives it up. Milliseconds of the queue's time. */
  readonly requestTimeoutMs: number;
  /** The same for a receive, its wait included. */
  readonly receiveTimeoutMs: number;
  /** Within how much time `send` fails when no request gets a response. */
  readonly sendTimeoutMs: number;
  /** Within how much time after its last handler a stopped consumer ends. */
  readonly shutdownTimeoutMs: number;
}

/** What a contract suite for queues must know. */
export interface MessageQueueSuite {
  readonly kind: 'standard' | 'fifo';
  /** Makes an empty queue with a dead-letter queue. */
  readonly make: (settings: { readonly maxReceiveCount: number }) => Promise<MessageQueueUnderTest>;
  /** How many messages "many" are. @defaultValue 10000 */
  readonly manyMessages?: number | undefined;
  /**
   * Whether the server says how often it handed a message out. Where it does not, an adapter cannot know a last attempt,
   * and the cases about it do not exist. @defaultValue true
   */
  readonly countsReceives?: boolean | undefined;
  /**
   * What the adapter promises when a request to its server never gets a response. Absent: the queue has no server, as the
   * one in memory, and no request can hang; the cases about it do not exist then.
   */
  readonly hangs?: HangingServer | undefined;
  /**
   * The longest time that the queue can let pass at once, in milliseconds: a server whose clock cannot be moved has to
   * wait for real. Cases that need more do not exist then. @defaultValue unlimited
   */
  readonly maxPassMs?: number | undefined;
}

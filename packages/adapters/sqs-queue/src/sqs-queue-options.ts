import type { SQSClient } from '@aws-sdk/client-sqs';
import { silentLogger, systemClock, type Clock, type Logger } from '@frigg-crm/core';
import { GroupHints } from './group-hints.ts';
import { DEFAULT_REQUEST_TIMEOUT_MS } from './request.ts';

/** The options of a queue over Amazon SQS. Times whose name ends in `Ms` are milliseconds. */
export interface SqsQueueOptions {
  /** The caller's own: it knows region and credentials, and the caller destroys it. */
  readonly client: SQSClient;
  /** A queue whose name ends in `.fifo` is a FIFO queue. */
  readonly queueUrl: string;
  /** Where messages go that no attempt could finish. @defaultValue the target of the queue's RedrivePolicy, read when `consume` starts */
  readonly deadLetterQueueUrl?: string | undefined;
  /** How often SQS hands a message out. @defaultValue the maxReceiveCount of the queue's RedrivePolicy, read when `consume` starts */
  readonly maxReceiveCount?: number | undefined;
  /**
   * This queue is a dead-letter queue itself: its messages are handed out without limit, and one with the verdict
   * `dead-letter` stays, out of the way of its group, and is handed out again every 15 minutes. @defaultValue false
   */
  readonly isDeadLetterQueue?: boolean | undefined;
  /** For how long, in seconds, a message is hidden at a time; a running handler prolongs it. @defaultValue 30 */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** How long a receive waits for messages, 0 to 20 seconds. @defaultValue 20 */
  readonly waitTimeSeconds?: number | undefined;
  /** UTF-8 bytes of one body, and of all bodies in one request. SQS allows 1048576 unless the queue says less. @defaultValue 262144 */
  readonly maxMessageBytes?: number | undefined;
  /** Seconds until a message is handed out again whose verdict names no delay. @defaultValue 1, 2, 4 … up to 900 */
  readonly retryDelaySeconds?: ((receiveCount: number) => number) | undefined;
  /**
   * How long one request may take, the SDK's own retries included, before it counts as failed and is sent again: all
   * requests but the long poll. A heartbeat is given up earlier, before the next one is due; a request that stays
   * unanswered twice is not sent a third time. @defaultValue 10000
   */
  readonly requestTimeoutMs?: number | undefined;
  /** How long after its wait (`waitTimeSeconds`) a receive counts as unanswered. @defaultValue 5000 */
  readonly receiveGraceMs?: number | undefined;
  /**
   * How long a stopping consumer may take, after its last handler has ended, to store verdicts and to release messages.
   * What is not stored by then is redelivered after its visibility timeout. @defaultValue 10000
   */
  readonly shutdownTimeoutMs?: number | undefined;
  /** How often an entry is sent before it is reported as unsent; the SDK's own retries come on top. @defaultValue 6 */
  readonly sendAttempts?: number | undefined;
  /** How many requests of one `send` to a standard queue are in flight at once. A FIFO queue gets one after the other. @defaultValue 8 */
  readonly sendConcurrency?: number | undefined;
  /** @defaultValue systemClock */
  readonly clock?: Clock | undefined;
  /** Spreads retries; from 0 to 1. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
  /** Gets ids, counts, codes and the server's reasons, never bodies. @defaultValue silentLogger */
  readonly logger?: Logger | undefined;
}

/** The options with their defaults: what the parts of this adapter work with. */
export interface SqsQueueSettings {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly isFifo: boolean;
  readonly deadLetterQueueUrl: string | undefined;
  readonly maxReceiveCount: number | undefined;
  readonly isDeadLetterQueue: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly waitTimeSeconds: number;
  readonly maxMessageBytes: number;
  readonly retryDelaySeconds: (receiveCount: number) => number;
  readonly requestTimeoutMs: number;
  readonly receiveGraceMs: number;
  readonly shutdownTimeoutMs: number;
  readonly sendAttempts: number;
  readonly sendConcurrency: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly groupHints: GroupHints;
}

/** Fills in the defaults. */
export function toSettings(options: SqsQueueOptions): SqsQueueSettings {
  const { client, queueUrl, deadLetterQueueUrl, maxReceiveCount, logger = silentLogger } = options;
  return {
    client,
    queueUrl,
    isFifo: queueUrl.endsWith('.fifo'),
    deadLetterQueueUrl,
    maxReceiveCount,
    isDeadLetterQueue: options.isDeadLetterQueue ?? false,
    maxMessageBytes: options.maxMessageBytes ?? 262_144,
    sendAttempts: options.sendAttempts ?? 6,
    sendConcurrency: options.sendConcurrency ?? 8,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    logger,
    groupHints: new GroupHints(logger),
    ...toTimes(options),
  };
}

function toTimes(options: SqsQueueOptions): Pick<SqsQueueSettings, TimeName> {
  return {
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds ?? 30,
    waitTimeSeconds: options.waitTimeSeconds ?? 20,
    retryDelaySeconds: options.retryDelaySeconds ?? ((receiveCount) => Math.min(2 ** (receiveCount - 1), 900)),
    requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    receiveGraceMs: options.receiveGraceMs ?? 5000,
    shutdownTimeoutMs: options.shutdownTimeoutMs ?? 10_000,
  };
}

type TimeName =
  | 'visibilityTimeoutSeconds'
  | 'waitTimeSeconds'
  | 'retryDelaySeconds'
  | 'requestTimeoutMs'
  | 'receiveGraceMs'
  | 'shutdownTimeoutMs';

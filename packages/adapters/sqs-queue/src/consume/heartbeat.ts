import { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { request } from '../request.ts';
import { toReason, toSqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import { giveUpExpired, type HeldMessage } from './held-message.ts';

type HeartbeatSettings = Pick<
  SqsQueueSettings,
  'client' | 'queueUrl' | 'visibilityTimeoutSeconds' | 'requestTimeoutMs' | 'clock' | 'logger'
>;

/** How often the visibility is prolonged before it would end: a beat that fails is made up for by the next one. */
const BEATS_PER_TIMEOUT = 3;

/** The part of the time between two beats after which a beat is given up: it never reaches into the next one. */
const DEADLINE_SHARE = 0.8;

/**
 * Keeps the messages hidden that a consumer holds, for as long as it holds them (SQS: twelve hours at most). Where no beat got
 * through until their visibility was over, since the program stood still or SQS could not be reached, it ends the work on
 * them: what a worker writes that was away for minutes may be older than what others have written since.
 */
export class Heartbeat {
  readonly #settings: HeartbeatSettings;
  readonly #held: ReadonlySet<HeldMessage>;
  readonly #stop = new AbortController();
  readonly #intervalMs: number;

  constructor(settings: HeartbeatSettings, held: ReadonlySet<HeldMessage>) {
    this.#settings = settings;
    this.#held = held;
    this.#intervalMs = (settings.visibilityTimeoutSeconds * 1000) / BEATS_PER_TIMEOUT;
  }

  /** Resolves when it is stopped. */
  async run(): Promise<void> {
    let beat = Promise.resolve();
    for (;;) {
      try {
        await this.#settings.clock.sleep(this.#intervalMs, { signal: this.#stop.signal });
      } catch {
        return beat;
      }
      // Not awaited: a beat that gets no response must not delay the next one.
      beat = this.#prolong();
    }
  }

  /** Ends the beats, also one that is in flight. */
  stop(): void {
    this.#stop.abort();
  }

  /**
   * Marks messages as settling.
   * @returns when no beat is in flight for these messages that could undo what is decided about them.
   */
  async letGo(messages: readonly HeldMessage[]): Promise<void> {
    for (const message of messages) message.isSettling = true;
    await Promise.all(messages.map(async ({ beat }) => beat));
  }

  async #prolong(): Promise<void> {
    giveUpExpired(this.#held, this.#settings.clock.now());
    const messages = [...this.#held].filter(({ isSettling, isExpired }) => !isSettling && !isExpired);
    const chunks = Array.from({ length: Math.ceil(messages.length / 10) }, (_, index) => messages.slice(index * 10, index * 10 + 10));
    await Promise.all(
      chunks.map(async (chunk) => {
        const beat = this.#prolongChunk(chunk);
        for (const message of chunk) message.beat = beat;
        await beat;
      }),
    );
  }

  async #prolongChunk(messages: readonly HeldMessage[]): Promise<void> {
    const { client, queueUrl, visibilityTimeoutSeconds, requestTimeoutMs, clock, logger } = this.#settings;
    const Entries = messages.map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: visibilityTimeoutSeconds,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
    const timeoutMs = Math.min(requestTimeoutMs, this.#intervalMs * DEADLINE_SHARE);
    const hiddenUntilMs = clock.now() + visibilityTimeoutSeconds * 1000;
    try {
      const { Failed = [] } = await request(async (abortSignal) => client.send(command, { abortSignal }), {
        clock,
        timeoutMs,
        signal: this.#stop.signal,
      });
      const failed = new Set(Failed.map(({ Id }) => Number(Id)));
      for (const [index, message] of messages.entries()) if (!failed.has(index)) message.hiddenUntilMs = hiddenUntilMs;
      for (const { Id, Code, Message } of Failed) {
        logger.warn(
          { messageId: messages[Number(Id)]?.received.id, code: Code, reason: toReason(Message) },
          'visibility of a message not prolonged; it may be redelivered while its handler runs',
        );
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const { code, reason } = toSqsFailure(error);
      logger.warn({ code, reason, messages: messages.length }, 'heartbeat failed; visibility is prolonged again at the next beat');
    }
  }
}

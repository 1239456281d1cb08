import { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { toSqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import type { HeldMessage } from './held-message.ts';

type HeartbeatSettings = Pick<SqsQueueSettings, 'client' | 'queueUrl' | 'visibilityTimeoutSeconds' | 'clock' | 'logger'>;

/** How often the visibility is prolonged before it would end: two beats may be missed. */
const BEATS_PER_TIMEOUT = 3;

/** Keeps the messages hidden that a consumer holds, for as long as it holds them (SQS: twelve hours at most). */
export class Heartbeat {
  readonly #settings: HeartbeatSettings;
  readonly #held: ReadonlySet<HeldMessage>;
  readonly #stop = new AbortController();
  #beat: Promise<void> = Promise.resolve();

  constructor(settings: HeartbeatSettings, held: ReadonlySet<HeldMessage>) {
    this.#settings = settings;
    this.#held = held;
  }

  /** Resolves when it is stopped. */
  async run(): Promise<void> {
    const { clock, visibilityTimeoutSeconds } = this.#settings;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await clock.sleep((visibilityTimeoutSeconds * 1000) / BEATS_PER_TIMEOUT, { signal });
      } catch {
        return;
      }
      this.#beat = this.#prolong();
      await this.#beat;
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Marks messages as settling. @returns when no beat is under way that could undo what is decided about them. */
  async letGo(messages: readonly HeldMessage[]): Promise<void> {
    for (const message of messages) message.isSettling = true;
    await this.#beat;
  }

  async #prolong(): Promise<void> {
    const messages = [...this.#held].filter(({ isSettling }) => !isSettling);
    const chunks = Array.from({ length: Math.ceil(messages.length / 10) }, (_, index) => messages.slice(index * 10, index * 10 + 10));
    await Promise.all(chunks.map(async (chunk) => this.#prolongChunk(chunk)));
  }

  async #prolongChunk(messages: readonly HeldMessage[]): Promise<void> {
    const { client, queueUrl, visibilityTimeoutSeconds, logger } = this.#settings;
    const Entries = messages.map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: visibilityTimeoutSeconds,
    }));
    try {
      const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      for (const { Id, Code } of Failed) {
        logger.warn(
          { messageId: messages[Number(Id)]?.received.id, code: Code },
          'a message may be handed out again while its handler runs',
        );
      }
    } catch (error) {
      logger.warn(
        { code: toSqsFailure(error).code, messages: messages.length },
        'the visibility of messages was not prolonged; the next beat tries again',
      );
    }
  }
}

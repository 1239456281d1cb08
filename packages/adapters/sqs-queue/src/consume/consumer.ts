import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { FriggCrmError, type MessageHandler, type Verdict } from '@frigg-crm/core';
import { linkAbort } from '@frigg-crm/core/adapter';
import { backoffMs } from '../backoff.ts';
import { request } from '../request.ts';
import { toQueueError, toSqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import { BatchCaller } from './batch-caller.ts';
import { FailingGroups } from './failing-groups.ts';
import { Heartbeat } from './heartbeat.ts';
import { giveUpExpired, nextChunk, splitByGroup, toHeldMessage, type HeldMessage } from './held-message.ts';
import type { RedriveTarget } from './redrive-target.ts';
import { Semaphore } from './semaphore.ts';
import { VerdictStore } from './verdict-store.ts';

/** What one call of `consume` is made of. */
export interface ConsumerOptions {
  readonly settings: SqsQueueSettings;
  readonly target: RedriveTarget;
  readonly handler: MessageHandler;
  readonly concurrency: number;
  /** 1 to 10 */
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** ReceiveMessage: at most ten messages. */
const MAX_RECEIVE = 10;

/**
 * Receives messages and runs handlers. It never holds more messages than its handlers can take, so that none waits
 * here while another consumer is idle. Messages of one group are handled one call after the other, groups beside
 * each other. No request can hold it up: each has a deadline, see `SqsQueueOptions`.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #held = new Set<HeldMessage>();
  readonly #lanes = new Set<Promise<void>>();
  readonly #handling = new Set<Promise<unknown>>();
  /** Aborted when a stopping consumer has no time left for storing verdicts. */
  readonly #settling = new AbortController();
  readonly #failing = new FailingGroups();
  readonly #places: Semaphore;
  readonly #heartbeat: Heartbeat;
  readonly #verdicts: VerdictStore;
  #isStopping = false;
  #onRoom: () => void = () => undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { settings, target, concurrency } = options;
    this.#places = new Semaphore(concurrency);
    this.#heartbeat = new Heartbeat(settings, this.#held);
    const { client, queueUrl: QueueUrl } = settings;
    const { signal } = this.#settling;
    this.#verdicts = new VerdictStore({
      settings,
      target,
      signal,
      deleting: new BatchCaller(
        {
          name: 'delete messages',
          call: async (entries, abortSignal) =>
            client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [...entries] }), { abortSignal }),
        },
        { ...settings, signal },
      ),
      hiding: new BatchCaller(
        {
          name: 'change the visibility of messages',
          call: async (entries, abortSignal) =>
            client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [...entries] }), { abortSignal }),
        },
        { ...settings, signal },
      ),
      failing: this.#failing,
    });
  }

  /**
   * Works until the signal is aborted; resolves when the last handler has ended and the last verdict is stored, at the
   * latest `shutdownTimeoutMs` after that handler.
   * @throws {ConfigurationError} when SQS refuses to hand out messages for good.
   */
  async run(): Promise<void> {
    const beating = this.#heartbeat.run();
    // The loop may be waiting for room, which a hung request keeps from it.
    const wake = (): void => this.#onRoom();
    this.#options.signal.addEventListener('abort', wake, { once: true });
    try {
      await this.#poll();
    } finally {
      this.#isStopping = true;
      this.#options.signal.removeEventListener('abort', wake);
      await this.#shutDown();
      this.#heartbeat.stop();
      await beating;
    }
  }

  async #shutDown(): Promise<void> {
    const { clock, shutdownTimeoutMs, logger } = this.#options.settings;
    await Promise.all(this.#handling);
    const timer = new AbortController();
    clock.sleep(shutdownTimeoutMs, { signal: timer.signal }).then(
      () => {
        logger.warn({ messages: this.#held.size }, 'shutdown timed out; held messages will be redelivered after their visibility timeout');
        this.#settling.abort();
      },
      () => undefined,
    );
    await Promise.all(this.#lanes);
    timer.abort();
  }

  async #poll(): Promise<void> {
    const { settings, concurrency, batchSize, signal } = this.#options;
    const { clock, random, logger } = settings;
    for (let failures = 0; !signal.aborted;) {
      const room = concurrency * batchSize - this.#held.size;
      if (room <= 0) {
        await new Promise<void>((resolve) => {
          this.#onRoom = resolve;
        });
        continue;
      }
      try {
        const messages = await this.#receive(Math.min(MAX_RECEIVE, room));
        failures = 0;
        this.#start(messages);
      } catch (error) {
        if (signal.aborted) return;
        const { code, isRetryable, reason } = toSqsFailure(error);
        if (!isRetryable) throw toQueueError(error, 'hand out messages');
        failures += 1;
        logger.warn(
          { code, reason, failures },
          code === 'TimeoutError' ? 'receive timed out; polling again' : 'receive failed; polling again',
        );
        await clock.sleep(backoffMs({ attempt: failures, baseMs: 500, maxMs: 30_000, random }), { signal }).catch(() => undefined);
      }
    }
  }

  async #receive(limit: number): Promise<readonly HeldMessage[]> {
    const { settings, target, signal } = this.#options;
    const { client, queueUrl, visibilityTimeoutSeconds, waitTimeSeconds, receiveGraceMs, clock } = settings;
    const isAnyDue = this.#failing.isAnyDue({
      nowMs: clock.now(),
      waitMs: waitTimeSeconds * 1000,
      forgetAfterMs: visibilityTimeoutSeconds * 2000,
    });
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: isAnyDue ? 1 : limit,
      VisibilityTimeout: visibilityTimeoutSeconds,
      WaitTimeSeconds: waitTimeSeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
    });
    const { Messages = [] } = await request(async (abortSignal) => client.send(command, { abortSignal }), {
      clock,
      timeoutMs: waitTimeSeconds * 1000 + receiveGraceMs,
      signal,
    });
    const hiddenUntilMs = clock.now() + visibilityTimeoutSeconds * 1000;
    return Messages.map((message) => toHeldMessage(message, { maxReceiveCount: target.maxReceiveCount, hiddenUntilMs }));
  }

  #start(messages: readonly HeldMessage[]): void {
    const { settings, batchSize } = this.#options;
    for (const message of messages) this.#held.add(message);
    for (const group of splitByGroup(messages)) {
      if (settings.isFifo) this.#startLane(group);
      else for (let rest = group; rest.length > 0;) rest = rest.slice(this.#startLane(nextChunk(rest, batchSize)));
    }
  }

  /** @returns how many messages the lane has taken. */
  #startLane(messages: readonly HeldMessage[]): number {
    const lane = this.#runLane(messages)
      .catch((error: unknown) => {
        this.#options.settings.logger.error({ code: describeError(error) }, 'verdicts not stored; the messages will be redelivered');
      })
      .finally(() => {
        this.#lanes.delete(lane);
        this.#free(messages);
      });
    this.#lanes.add(lane);
    return messages.length;
  }

  async #runLane(messages: readonly HeldMessage[]): Promise<void> {
    let rest = messages;
    while (rest.length > 0) {
      await this.#places.acquire();
      if (this.#isStopping || this.#options.signal.aborted) {
        this.#places.release();
        break;
      }
      const chunk = nextChunk(rest, this.#options.batchSize);
      rest = rest.slice(chunk.length);
      const handling = this.#handle(chunk);
      this.#handling.add(handling);
      const verdicts = await handling;
      this.#handling.delete(handling);
      this.#places.release();
      // Another consumer decides about them now, and about what is behind them in their group.
      if (chunk.some(({ isExpired }) => isExpired)) return;
      rest = await this.#store(chunk, verdicts, rest);
    }
    if (rest.length === 0) return;
    await this.#heartbeat.letGo(rest);
    await this.#verdicts.release(rest);
  }

  async #handle(chunk: readonly HeldMessage[]): Promise<readonly Verdict[]> {
    const { handler, settings } = this.#options;
    const work = linkAbort(this.#options.signal);
    for (const message of chunk) message.work = work;
    giveUpExpired(chunk, settings.clock.now());
    try {
      work.signal.throwIfAborted();
      return await handler(
        chunk.map(({ received }) => received),
        { signal: work.signal },
      );
    } catch (error) {
      settings.logger.warn(
        { code: describeError(error), messages: chunk.length },
        'message handler failed; its messages will be redelivered',
      );
      return [];
    } finally {
      work.unlink();
    }
  }

  /** @returns what is left to handle of the lane. */
  async #store(chunk: readonly HeldMessage[], verdicts: readonly Verdict[], rest: readonly HeldMessage[]): Promise<readonly HeldMessage[]> {
    const failedAt = this.#options.settings.isFifo ? chunk.findIndex((_, index) => isRetry(verdicts[index])) : -1;
    const failed = chunk[failedAt];
    const settled = failed === undefined ? chunk : chunk.slice(0, failedAt);
    await this.#heartbeat.letGo(failed === undefined ? settled : [...chunk, ...rest]);
    await Promise.all(settled.map(async (message, index) => this.#verdicts.store(message, verdicts[index])));
    if (failed === undefined) {
      this.#free(settled);
      return rest;
    }
    const behind = [...chunk.slice(failedAt + 1), ...rest];
    const goesOn = await this.#verdicts.failGroup(failed, behind, verdicts[failedAt]);
    this.#free([...settled, failed]);
    if (!goesOn) return [];
    for (const message of behind) message.isSettling = false;
    return behind;
  }

  #free(messages: readonly HeldMessage[]): void {
    for (const message of messages) this.#held.delete(message);
    this.#onRoom();
  }
}

function isRetry(verdict: Verdict | undefined): boolean {
  return verdict === undefined || verdict.kind === 'retry';
}

/** The kind of an error, without its text: that may hold anything. */
function describeError(error: unknown): string {
  if (FriggCrmError.is(error)) return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

import {
  createRandomIds,
  silentLogger,
  systemClock,
  type CallOptions,
  type Clock,
  type ConsumeOptions,
  type Logger,
  type MessageHandler,
  type MessageQueue,
  type OutgoingMessage,
  type QueueKind,
  type QueueLimits,
  type ReceivedMessage,
  type Verdict,
} from '@frigg-crm/core';
import { MAX_DELAY_SECONDS, checkOutgoing, codeOf } from '@frigg-crm/core/adapter';
import { DeduplicationWindow } from './deduplication-window.ts';
import { IdleConsumers } from './idle-consumers.ts';
import type { DeadLetter, MemoryQueue, MemoryQueueOptions } from './memory-queue.ts';
import { MessageStore, type Handout, type StoredMessage } from './message-store.ts';

/** How many handler calls may follow one another before timers and sockets have their turn: some milliseconds. */
const CALLS_PER_TURN = 1024;

/** Counts calls within one turn of the event loop. Handlers that wait for real I/O end the turn by themselves. */
class EventLoopTurn {
  #calls = 0;

  /** Handlers that only await settled promises would block everything else in this program. */
  async yieldIfDue(): Promise<void> {
    this.#calls += 1;
    if (this.#calls === 1) setImmediate(() => (this.#calls = 0));
    if (this.#calls >= CALLS_PER_TURN) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One of the concurrent loops of a consumer. */
interface Lane {
  readonly handler: MessageHandler;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** The queue behind `createMemoryQueue`. */
export class EmbeddedQueue implements MemoryQueue {
  readonly limits: QueueLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #kind: QueueKind;
  readonly #maxReceiveCount: number;
  readonly #retryDelaySeconds: (receiveCount: number) => number;
  readonly #onDeadLetter: ((deadLetter: DeadLetter) => void) | undefined;
  readonly #deadLetterQueue: MessageQueue | undefined;
  /** Distinguishes the dead letters of this queue from those of others in the same dead-letter queue. */
  readonly #name: string;
  readonly #store: MessageStore;
  readonly #idle: IdleConsumers;
  readonly #deduplication = new DeduplicationWindow();
  readonly #eventLoop = new EventLoopTurn();
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #deadLetters: DeadLetter[] = [];
  #lastId = 0;

  constructor(options: MemoryQueueOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#kind = options.kind ?? 'standard';
    this.#maxReceiveCount = options.maxReceiveCount ?? 5;
    this.#retryDelaySeconds = options.retryDelaySeconds ?? ((receiveCount) => Math.min(2 ** (receiveCount - 1), 900));
    this.#onDeadLetter = options.onDeadLetter;
    this.#deadLetterQueue = options.deadLetterQueue;
    this.#name = createRandomIds(this.#clock).next();
    this.limits = { maxMessageBytes: options.maxMessageBytes ?? 262_144, maxDelaySeconds: MAX_DELAY_SECONDS };
    this.#store = new MessageStore({ exclusive: this.#kind === 'fifo', onReady: () => this.#idle.notify() });
    this.#idle = new IdleConsumers({ clock: this.#clock, nextDueMs: () => this.#store.nextDueMs() });
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#deadLetters;
  }

  get size(): MemoryQueue['size'] {
    return this.#store.size;
  }

  async send(messages: readonly OutgoingMessage[], { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    checkOutgoing(messages, { kind: this.#kind, limits: this.limits });
    const nowMs = this.#clock.now();
    for (const message of messages) {
      const { delaySeconds = 0, deduplicationId } = message;
      if (this.#kind === 'fifo' && deduplicationId !== undefined && !this.#deduplication.admit(deduplicationId, nowMs)) continue;
      if (delaySeconds > 0) this.#store.addLater(this.#toStored(message), nowMs + delaySeconds * 1000);
      else this.#store.add(this.#toStored(message));
    }
    this.#idle.setTimer();
  }

  async consume(handler: MessageHandler, { concurrency = 1, batchSize = 1, signal: given }: ConsumeOptions = {}): Promise<void> {
    const signal = given === undefined ? this.#closing.signal : AbortSignal.any([given, this.#closing.signal]);
    const lane = { handler, batchSize: Math.min(10, Math.max(1, batchSize)), signal };
    const lanes = Promise.all(Array.from({ length: Math.max(1, concurrency) }, async () => this.#runLane(lane)));
    this.#running.add(lanes);
    try {
      await lanes;
    } finally {
      this.#running.delete(lanes);
    }
  }

  redriveDeadLetters(): number {
    const letters = this.#deadLetters;
    this.#deadLetters = [];
    for (const letter of letters) this.#store.add(this.#toStored(letter));
    return letters.length;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #runLane({ handler, batchSize, signal }: Lane): Promise<void> {
    while (!signal.aborted) {
      this.#store.promoteDue(this.#clock.now());
      this.#idle.setTimer();
      const handout = this.#store.take(batchSize);
      if (handout === undefined) await this.#idle.wait(signal);
      else this.#settle(handout, await this.#handle(handout, handler, signal));
      await this.#eventLoop.yieldIfDue();
    }
    // What this consumer was notified of may be a message that it no longer takes: another one is notified.
    this.#idle.notify();
  }

  async #handle({ messages }: Handout, handler: MessageHandler, signal: AbortSignal): Promise<readonly Verdict[]> {
    try {
      return await handler(
        messages.map((message) => this.#toReceived(message)),
        { signal },
      );
    } catch (error) {
      this.#logger.warn({ code: codeOf(error), messages: messages.length }, 'message handler failed; its messages will be received again');
      return [];
    }
  }

  /** Stores what became of each message; a missing verdict is a retry. */
  #settle({ group, messages }: Handout, verdicts: readonly Verdict[]): void {
    const isFifo = this.#kind === 'fifo';
    const failedAt = isFifo ? messages.findIndex((_, index) => isRetry(verdicts[index])) : -1;
    const settled = failedAt === -1 ? messages : messages.slice(0, failedAt);
    for (const [index, message] of settled.entries()) this.#settleOne(message, verdicts[index]);
    const failed = messages[failedAt];
    if (failed !== undefined) this.#failGroup({ group, failed, behind: messages.slice(failedAt + 1) }, verdicts[failedAt]);
    else if (isFifo) this.#store.handBack(group, []);
    this.#idle.setTimer();
  }

  #settleOne(message: StoredMessage, verdict: Verdict | undefined): void {
    if (verdict?.kind === 'done') this.#store.discard();
    else if (verdict?.kind === 'dead-letter') this.#moveToDeadLetters(message, verdict.reason);
    else if (this.#isLastAttempt(message)) this.#moveToDeadLetters(message, usedUp(message));
    else this.#store.retryAt(message, this.#dueMs(message, verdict), this.#clock.now());
  }

  /** In a FIFO queue everything behind a message that needs a retry goes back untouched and uncounted. */
  #failGroup(
    {
      group,
      failed,
      behind,
    }: { readonly group: Handout['group']; readonly failed: StoredMessage; readonly behind: readonly StoredMessage[] },
    verdict: Verdict | undefined,
  ): void {
    for (const other of behind) other.receiveCount -= 1;
    if (this.#isLastAttempt(failed)) {
      this.#moveToDeadLetters(failed, usedUp(failed));
      this.#store.handBack(group, behind);
      return;
    }
    this.#store.handBack(group, [failed, ...behind], { dueMs: this.#dueMs(failed, verdict), nowMs: this.#clock.now() });
  }

  #moveToDeadLetters({ id, body, groupId, receiveCount }: StoredMessage, reason: string): void {
    this.#store.discard();
    const deadLetter: DeadLetter = { id, body, groupId, receiveCount, reason };
    this.#deadLetters.push(deadLetter);
    this.#onDeadLetter?.(deadLetter);
    if (this.#deadLetterQueue !== undefined) this.#track(this.#sendOn(this.#deadLetterQueue, deadLetter));
  }

  /** A dead letter that the other queue does not take is still one of `deadLetters`. */
  async #sendOn(queue: MessageQueue, { id, body, groupId }: DeadLetter): Promise<void> {
    const name = `${this.#name}-${id}`;
    try {
      await queue.send([{ body, groupId: groupId ?? name, deduplicationId: name }]);
    } catch (error) {
      this.#logger.error({ messageId: id, code: codeOf(error) }, 'dead-letter queue refused a message; it is only kept in deadLetters');
    }
  }

  #track(work: Promise<unknown>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  #dueMs(message: StoredMessage, verdict: Verdict | undefined): number {
    const delaySeconds = (verdict?.kind === 'retry' ? verdict.delaySeconds : undefined) ?? this.#retryDelaySeconds(message.receiveCount);
    return this.#clock.now() + Math.max(0, delaySeconds) * 1000;
  }

  #isLastAttempt({ receiveCount }: StoredMessage): boolean {
    return receiveCount >= this.#maxReceiveCount;
  }

  #toReceived(message: StoredMessage): ReceivedMessage {
    const { id, body, groupId, receiveCount } = message;
    return { id, body, groupId, receiveCount, isLastAttempt: this.#isLastAttempt(message) };
  }

  #toStored({ body, groupId }: Pick<OutgoingMessage, 'body' | 'groupId'>): StoredMessage {
    this.#lastId += 1;
    return { id: String(this.#lastId), body, groupId, receiveCount: 0 };
  }
}

function isRetry(verdict: Verdict | undefined): boolean {
  return verdict === undefined || verdict.kind === 'retry';
}

function usedUp({ receiveCount }: StoredMessage): string {
  return `attempts used up (${receiveCount})`;
}

import {
  FriggCrmError,
  QueueSendError,
  createRandomIds,
  silentLogger,
  systemClock,
  type CallOptions,
  type Clock,
  type ConsumeOptions,
  type Logger,
  type MessageHandler,
  type OutgoingMessage,
  type QueueLimits,
  type Verdict,
} from '@frigg-crm/core';
import { MAX_DELAY_SECONDS, checkOutgoing, codeOf, linkAbort } from '@frigg-crm/core/adapter';
import { sql } from 'kysely';
import type { Session } from '../connection/session.ts';
import { inPortions } from '../in-portions.ts';
import { HeldMessages } from './held-messages.ts';
import { IdleConsumers } from './idle-consumers.ts';
import { hasGroup, peek, readDeadLetters, readSize, redrive } from './inspect-queue.ts';
import { all, ensureQueue, type QueueIdentity } from './queue-tables.ts';
import { send } from './send.ts';
import { settle, toReturn, toSettlement, type Settlement } from './settle.ts';
import type { QueueSize, SqliteDeadLetter, SqliteQueue, SqliteQueueOptions } from './sqlite-queue-options.ts';
import { releaseDue, take, type Handout, type TakeTerms } from './take.ts';

interface Lane {
  readonly handler: MessageHandler;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** After a failure of the database a consumer waits so long, in milliseconds, twice as long each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

function findBodyFault(body: string): string | undefined {
  return body.isWellFormed() ? undefined : 'the body holds half of a surrogate pair, which UTF-8 cannot carry';
}

/** @returns an error that names what was not stored, where sending it again may succeed. */
function toSendError(error: unknown, sent: number, total: number): unknown {
  if (!FriggCrmError.is(error) || !error.retryable) return error;
  const { code } = error;
  const unsent = Array.from({ length: total - sent }, (_, index) => ({ index: sent + index, code }));
  return new QueueSendError({ unsent, total, retryable: true }, { cause: error });
}

/** The queue behind `createSqliteQueue`. */
export class StoredQueue implements SqliteQueue {
  readonly limits: QueueLimits;
  readonly #database: SqliteQueueOptions['store']['database'];
  readonly #identity: QueueIdentity;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #maxReceiveCount: number;
  readonly #retryDelaySeconds: (receiveCount: number) => number;
  readonly #visibilityTimeoutMs: number;
  readonly #nextClaim: () => string;
  readonly #idle: IdleConsumers;
  readonly #held: HeldMessages;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #isKnown = false;

  constructor({ store, name, ...options }: SqliteQueueOptions) {
    this.#database = store.database;
    this.#identity = { name, kind: options.kind ?? 'standard', deadLetterQueue: options.deadLetterQueue ?? `${name}-dead-letters` };
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#maxReceiveCount = options.maxReceiveCount ?? 5;
    this.#retryDelaySeconds = options.retryDelaySeconds ?? ((receiveCount) => Math.min(2 ** (receiveCount - 1), 900));
    this.#visibilityTimeoutMs = (options.visibilityTimeoutSeconds ?? 30) * 1000;
    this.limits = { maxMessageBytes: options.maxMessageBytes ?? 262_144, maxDelaySeconds: MAX_DELAY_SECONDS };
    const ids = createRandomIds(systemClock);
    this.#nextClaim = () => ids.next();
    this.#idle = new IdleConsumers({
      clock: this.#clock,
      subscribe: (listener) => this.#database.changes.subscribe(name, listener),
      peek: async () => this.#database.read((session) => peek(session, name, this.#clock.now())),
    });
    this.#held = new HeldMessages({
      clock: this.#clock,
      logger: this.#logger,
      visibilityTimeoutMs: this.#visibilityTimeoutMs,
      prolong: async (claims, untilMs) => this.#prolong(claims, untilMs),
    });
  }

  async send(messages: readonly OutgoingMessage[], { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    const { kind, name } = this.#identity;
    checkOutgoing(messages, { kind, limits: this.limits, findBodyFault });
    const nowMs = Math.ceil(this.#clock.now());
    let sent = 0;
    for (const portion of inPortions(messages, ({ body }) => body.length)) {
      try {
        const ready = await this.#write((session) => send(session, this.#identity, portion, nowMs), { signal });
        this.#database.changes.announce(name, ready);
      } catch (error) {
        throw toSendError(error, sent, messages.length);
      }
      sent += portion.length;
    }
  }

  async consume(handler: MessageHandler, { concurrency = 1, batchSize = 1, signal: given }: ConsumeOptions = {}): Promise<void> {
    const signal = given === undefined ? this.#closing.signal : AbortSignal.any([given, this.#closing.signal]);
    const lane = { handler, batchSize: Math.min(10, Math.max(1, batchSize)), signal };
    const lanes = this.#runLanes(lane, Math.max(1, concurrency));
    this.#running.add(lanes);
    try {
      await lanes;
    } finally {
      this.#running.delete(lanes);
    }
  }

  async hasGroup(groupId: string, options: CallOptions = {}): Promise<boolean> {
    return this.#database.read((session) => hasGroup(session, this.#identity.name, groupId), options);
  }

  async deadLetters({ limit = 100, signal }: CallOptions & { readonly limit?: number | undefined } = {}): Promise<
    readonly SqliteDeadLetter[]
  > {
    return this.#database.read((session) => readDeadLetters(session, this.#identity, limit), { signal });
  }

  async size(options: CallOptions = {}): Promise<QueueSize> {
    return this.#database.read((session) => readSize(session, this.#identity.name), options);
  }

  async redriveDeadLetters(options: CallOptions = {}): Promise<number> {
    for (let total = 0; ;) {
      const count = await this.#write((session) => redrive(session, this.#identity), options);
      if (count === 0) return total;
      total += count;
      this.#database.changes.announce(this.#identity.name, count);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #runLanes(lane: Lane, concurrency: number): Promise<void> {
    if (lane.signal.aborted) return;
    const failing = new AbortController();
    const signal = AbortSignal.any([lane.signal, failing.signal]);
    const lanes = Array.from({ length: concurrency }, async () => {
      try {
        await this.#runLane({ ...lane, signal });
      } catch (error) {
        failing.abort();
        throw error;
      }
    });
    const results = await Promise.allSettled(lanes);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #runLane({ handler, batchSize, signal }: Lane): Promise<void> {
    let settlement: Settlement | undefined;
    while (!signal.aborted || settlement !== undefined) {
      const handout: Handout | undefined = await this.#exchange(settlement, signal.aborted ? 0 : batchSize, signal);
      settlement = undefined;
      if (handout === undefined) await this.#idle.wait(signal);
      else if (signal.aborted) settlement = toReturn(handout);
      else settlement = toSettlement(handout, await this.#handle(handout, handler, signal), this.#settleTerms());
    }
    // What woke this consumer may have been meant for a message: it goes on to another one.
    this.#database.changes.announce(this.#identity.name);
  }

  /** Stores what became of the last messages and takes the next ones, with one wait for the disk. */
  async #exchange(settlement: Settlement | undefined, limit: number, signal: AbortSignal): Promise<Handout | undefined> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.#tryExchange(settlement, limit);
      } catch (error) {
        const isRetryable = FriggCrmError.is(error) && error.retryable;
        // Without a verdict that is stored, the messages are handed out again when their visibility timeout ends.
        if (settlement !== undefined && (!isRetryable || signal.aborted)) this.#held.release(settlement.handout);
        if (!isRetryable) throw error;
        this.#logger.warn({ queue: this.#identity.name, code: error.code, pauseMs }, 'queue not reachable; trying again');
        if (signal.aborted) return undefined;
      }
      await this.#clock.sleep(pauseMs, { signal }).catch(() => undefined);
    }
  }

  async #tryExchange(settlement: Settlement | undefined, limit: number): Promise<Handout | undefined> {
    if (settlement === undefined) {
      if (limit === 0) return undefined;
      // Nothing to do needs no lock.
      const { isReady } = await this.#database.read((session) => peek(session, this.#identity.name, this.#clock.now()));
      if (!isReady) return undefined;
    }
    const { deadLetters, handout, isMoreReady } = await this.#write((session) => {
      const terms = this.#takeTerms(limit);
      const settled = settlement === undefined ? 0 : settle(session, this.#identity, settlement);
      const expired = releaseDue(session, this.#identity, terms);
      const taken = limit === 0 ? undefined : take(session, this.#identity, terms);
      const { isReady } = peek(session, this.#identity.name, terms.nowMs);
      return { deadLetters: settled + expired, handout: taken, isMoreReady: isReady };
    });
    // This consumer is busy now: another one may be waiting. It wakes the next one in its turn.
    if (isMoreReady) this.#database.changes.announce(this.#identity.name, 1);
    if (settlement !== undefined) this.#held.release(settlement.handout);
    if (handout !== undefined) this.#held.hold(handout);
    if (deadLetters > 0) this.#reportDeadLetters(deadLetters);
    return handout;
  }

  /** The first write makes the queue, or finds that it is one of the other kind. */
  async #write<Result>(work: (session: Session) => Result, options?: CallOptions): Promise<Result> {
    const isKnown = this.#isKnown;
    const result = await this.#database.write((session) => {
      if (!isKnown) ensureQueue(session, this.#identity);
      return work(session);
    }, options);
    this.#isKnown = true;
    return result;
  }

  async #handle(handout: Handout, handler: MessageHandler, signal: AbortSignal): Promise<readonly Verdict[]> {
    const { messages, groupKey } = handout;
    const work = linkAbort(signal);
    this.#held.workOn(handout, work);
    const received = messages.map(({ id, body, receive_count: before }) => ({
      id: String(id),
      body,
      groupId: groupKey === '' ? undefined : groupKey,
      receiveCount: before + 1,
      isLastAttempt: before + 1 >= this.#maxReceiveCount,
    }));
    try {
      return await handler(received, { signal: work.signal });
    } catch (error) {
      this.#logger.warn(
        { queue: this.#identity.name, code: codeOf(error), messages: messages.length },
        'message handler failed; its messages are handed out again',
      );
      return [];
    } finally {
      work.unlink();
    }
  }

  async #prolong(claims: readonly string[], untilMs: number): Promise<readonly string[]> {
    const rows = await this.#database.write((session) =>
      all(
        session,
        sql<{ readonly claim: string }>`
          update frigg_queue_messages set due_at = ${untilMs}
          where claim in (select value from json_each(${JSON.stringify(claims)}))
          returning claim`,
      ),
    );
    return rows.map(({ claim }) => claim);
  }

  #reportDeadLetters(count: number): void {
    const { name, deadLetterQueue } = this.#identity;
    this.#logger.warn({ queue: name, messages: count }, 'messages moved to the dead-letter queue');
    this.#database.changes.announce(deadLetterQueue, count);
  }

  /** The visibility timeout begins when the lock is held, however long that took. */
  #takeTerms(limit: number): TakeTerms {
    const nowMs = this.#clock.now();
    const hiddenUntilMs = Math.ceil(nowMs + this.#visibilityTimeoutMs);
    return { claim: this.#nextClaim(), limit, nowMs, hiddenUntilMs, maxReceiveCount: this.#maxReceiveCount };
  }

  #settleTerms(): Parameters<typeof toSettlement>[2] {
    const { kind } = this.#identity;
    return { kind, nowMs: this.#clock.now(), maxReceiveCount: this.#maxReceiveCount, retryDelaySeconds: this.#retryDelaySeconds };
  }
}

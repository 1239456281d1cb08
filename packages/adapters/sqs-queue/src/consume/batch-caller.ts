import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { backoffMs } from '../backoff.ts';
import { MAX_TIMEOUTS, request } from '../request.ts';
import { isTimeout, toReason, toSqsFailure, type SqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';

/** One of the batch actions whose responses name the entries that failed. */
export interface BatchAction<Entry> {
  /** What it does, for the log: `delete messages`. */
  readonly name: string;
  readonly call: (
    entries: readonly (Entry & { readonly Id: string })[],
    abortSignal: AbortSignal,
  ) => Promise<{ readonly Failed?: readonly BatchResultErrorEntry[] | undefined }>;
}

/** What a batch caller works with. */
export interface BatchCallerOptions extends Pick<SqsQueueSettings, 'requestTimeoutMs' | 'clock' | 'random' | 'logger'> {
  /** Gives up all that is in flight or waits; later entries fail at once. */
  readonly signal: AbortSignal;
}

interface Pending<Entry> {
  readonly entry: Entry;
  readonly resolve: (isAccepted: boolean) => void;
  attempts: number;
  timeouts: number;
}

const MAX_ENTRIES = 10;
const MAX_FLIGHTS = 4;
const MAX_ATTEMPTS = 5;

/**
 * Gathers single entries into batch requests, without waiting: entries that are added while requests are in flight
 * share the next one. Entries that fail are tried again a few times.
 */
export class BatchCaller<Entry extends object> {
  readonly #action: BatchAction<Entry>;
  readonly #options: BatchCallerOptions;
  #pending: Pending<Entry>[] = [];
  #flights = 0;

  constructor(action: BatchAction<Entry>, options: BatchCallerOptions) {
    this.#action = action;
    this.#options = options;
  }

  /** @returns whether SQS accepted the entry in the end; never rejects. */
  async add(entry: Entry): Promise<boolean> {
    return new Promise((resolve) => {
      this.#pending.push({ entry, resolve, attempts: 0, timeouts: 0 });
      // One turn later, everything that ends in this turn is there.
      queueMicrotask(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    if (this.#flights >= MAX_FLIGHTS || this.#pending.length === 0) return;
    this.#flights += 1;
    while (this.#pending.length > 0) await this.#fly(this.#pending.splice(0, MAX_ENTRIES));
    this.#flights -= 1;
  }

  async #fly(batch: readonly Pending<Entry>[]): Promise<void> {
    const failures = await this.#call(batch);
    for (const [index, pending] of batch.entries()) {
      const failure = failures.get(String(index));
      if (failure === undefined) pending.resolve(true);
      else this.#retry(pending, failure);
    }
  }

  async #call(batch: readonly Pending<Entry>[]): Promise<ReadonlyMap<string, SqsFailure>> {
    const { clock, requestTimeoutMs: timeoutMs, signal } = this.#options;
    const entries = batch.map(({ entry }, index) => ({ ...entry, Id: String(index) }));
    try {
      const { Failed = [] } = await request(async (abortSignal) => this.#action.call(entries, abortSignal), { clock, timeoutMs, signal });
      return new Map(
        Failed.map(({ Id = '', Code: code = 'UnknownError', Message, SenderFault }) => [
          Id,
          { code, isRetryable: SenderFault !== true, reason: toReason(Message) },
        ]),
      );
    } catch (error) {
      const failure = toSqsFailure(error);
      return new Map(batch.map((_, index) => [String(index), failure]));
    }
  }

  #retry(pending: Pending<Entry>, failure: SqsFailure): void {
    const { clock, random, signal } = this.#options;
    pending.attempts += 1;
    if (isTimeout(failure)) pending.timeouts += 1;
    const isLast = !failure.isRetryable || pending.attempts >= MAX_ATTEMPTS || pending.timeouts >= MAX_TIMEOUTS;
    if (isLast || signal.aborted) {
      this.#giveUp(pending, failure);
      return;
    }
    const waitMs = backoffMs({ attempt: pending.attempts, baseMs: 100, maxMs: 2000, random });
    clock.sleep(waitMs, { signal }).then(
      () => {
        this.#pending.push(pending);
        void this.#drain();
      },
      () => this.#giveUp(pending, failure),
    );
  }

  #giveUp(pending: Pending<Entry>, { code, reason }: SqsFailure): void {
    this.#options.logger.warn(
      { action: this.#action.name, code, reason, attempts: pending.attempts },
      'verdict not stored; the message will be redelivered',
    );
    pending.resolve(false);
  }
}

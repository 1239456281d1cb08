import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import type { Clock, Logger } from '@frigg-crm/core';
import { backoffMs } from '../backoff.ts';
import { toSqsFailure } from '../sqs-failure.ts';

/** One of the batch actions that answer with the entries that failed. */
export interface BatchAction<Entry> {
  /** What it does, for the log: `delete messages`. */
  readonly name: string;
  readonly call: (
    entries: readonly (Entry & { readonly Id: string })[],
  ) => Promise<{ readonly Failed?: readonly BatchResultErrorEntry[] | undefined }>;
}

interface Pending<Entry> {
  readonly entry: Entry;
  readonly resolve: (isAccepted: boolean) => void;
  attempt: number;
}

const MAX_ENTRIES = 10;
const MAX_FLIGHTS = 4;
const MAX_ATTEMPTS = 5;

/**
 * Gathers single entries into batch requests, without waiting: what comes while requests are under way goes together
 * in the next one. Entries that fail are tried again a few times.
 */
export class BatchCaller<Entry extends object> {
  readonly #action: BatchAction<Entry>;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #logger: Logger;
  #pending: Pending<Entry>[] = [];
  #flights = 0;

  constructor(
    action: BatchAction<Entry>,
    { clock, random, logger }: { readonly clock: Clock; readonly random: () => number; readonly logger: Logger },
  ) {
    this.#action = action;
    this.#clock = clock;
    this.#random = random;
    this.#logger = logger;
  }

  /** @returns whether SQS accepted the entry in the end; never rejects. */
  async add(entry: Entry): Promise<boolean> {
    return new Promise((resolve) => {
      this.#pending.push({ entry, resolve, attempt: 0 });
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

  async #call(batch: readonly Pending<Entry>[]): Promise<ReadonlyMap<string, { readonly code: string; readonly isRetryable: boolean }>> {
    try {
      const { Failed = [] } = await this.#action.call(batch.map(({ entry }, index) => ({ ...entry, Id: String(index) })));
      return new Map(
        Failed.map(({ Id = '', Code = 'UnknownError', SenderFault }) => [Id, { code: Code, isRetryable: SenderFault !== true }]),
      );
    } catch (error) {
      const failure = toSqsFailure(error);
      return new Map(batch.map((_, index) => [String(index), failure]));
    }
  }

  #retry(pending: Pending<Entry>, { code, isRetryable }: { readonly code: string; readonly isRetryable: boolean }): void {
    pending.attempt += 1;
    if (!isRetryable || pending.attempt >= MAX_ATTEMPTS) {
      this.#logger.warn(
        { action: this.#action.name, code, attempts: pending.attempt },
        'SQS did not accept the fate of a message; it will be handed out again',
      );
      pending.resolve(false);
      return;
    }
    const waitMs = backoffMs({ attempt: pending.attempt, baseMs: 100, maxMs: 2000, random: this.#random });
    void this.#clock.sleep(waitMs).then(() => {
      this.#pending.push(pending);
      void this.#drain();
    });
  }
}

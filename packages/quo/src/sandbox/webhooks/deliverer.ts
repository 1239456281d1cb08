import type { Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import pLimit from 'p-limit';
import type { OpenDelivery } from './sandbox-delivery.ts';

/** Sends deliveries, again and again, until they are taken or given up. */
export interface Deliverer {
  readonly pending: number;
  start(delivery: OpenDelivery): void;
  /** Resolves when nothing is pending any more. */
  flush(): Promise<void>;
  /** Gives up all that is pending. */
  clear(): void;
}

/** Receivers get no more than so many requests at once. */
const CONCURRENCY = 8;

/** Makes a deliverer that waits `delaysMs` between attempts. */
export function createDeliverer(about: {
  readonly deliver: Fetch;
  readonly clock: Clock;
  readonly retryDelaysMs: readonly number[];
}): Deliverer {
  const { deliver, clock, retryDelaysMs } = about;
  const limit = pLimit(CONCURRENCY);
  const underWay = new Set<Promise<void>>();
  let stop = new AbortController();

  async function isTaken(delivery: OpenDelivery): Promise<boolean> {
    delivery.attempts += 1;
    try {
      const answer = await deliver(delivery.toRequest());
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      // A receiver that cannot be reached is one that did not take it.
      return false;
    }
  }

  async function run(delivery: OpenDelivery, signal: AbortSignal): Promise<void> {
    try {
      for (let attempt = 0; ; attempt += 1) {
        if (await limit(async () => !signal.aborted && (await isTaken(delivery)))) {
          delivery.state = 'delivered';
          return;
        }
        const delayMs = retryDelaysMs[attempt];
        if (delayMs === undefined) break;
        await clock.sleep(delayMs, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    delivery.state = 'given-up';
  }

  return {
    get pending() {
      return underWay.size;
    },
    start(delivery) {
      delivery.state = 'pending';
      const work = run(delivery, stop.signal).finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async flush() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    clear() {
      stop.abort();
      stop = new AbortController();
    },
  };
}

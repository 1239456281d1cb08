import type { Clock, MessageQueue } from '@frigg-crm/core';

type FetchHandler = (request: Request) => Promise<Response>;

/** What can be thrown at a demo, and how long it lasts, in milliseconds; a crash is over at once. */
export const DEMO_FAULTS = { 'rate-limits': 15_000, silence: 8000, duplicates: 15_000, crash: 0 } as const;

/** One of {@link DEMO_FAULTS}. */
export type DemoFault = keyof typeof DEMO_FAULTS;

/** What was thrown so far. */
export interface DemoFaultState {
  /** Until when each lasts, in milliseconds since 1970; 0: it is over, or was never thrown. */
  readonly until: Readonly<Record<DemoFault, number>>;
  /** What each has hit: requests refused, requests kept waiting, messages sent twice, tasks cut off. */
  readonly hits: Readonly<Record<DemoFault, number>>;
}

/** Share of requests that a storm of 429 refuses. */
const REFUSED = 0.7;
const RETRY_AFTER_SECONDS = 1;
/** A message that was delivered more often is let through, so that crashes alone lose nothing. */
const MAX_CRASHES = 4;

/** Faults that a person throws at the APIs, the queues and the workers of a demo while it runs. */
export class DemoFaults {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #until: Record<DemoFault, number> = { 'rate-limits': 0, silence: 0, duplicates: 0, crash: 0 };
  readonly #hits: Record<DemoFault, number> = { 'rate-limits': 0, silence: 0, duplicates: 0, crash: 0 };
  readonly #inHand = new Set<AbortController>();

  constructor({ clock, random }: { readonly clock: Clock; readonly random: () => number }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Begins a fault, or makes it last from now on. */
  throw(fault: DemoFault): void {
    this.#until[fault] = this.#clock.now() + DEMO_FAULTS[fault];
    if (fault !== 'crash') return;
    this.#hits.crash += this.#inHand.size;
    for (const task of this.#inHand) task.abort(new Error('the worker was stopped by the demo'));
  }

  /** @returns what is thrown now, and what it has hit so far. */
  state(): DemoFaultState {
    const nowMs = this.#clock.now();
    const until = Object.entries(this.#until).map(([fault, ms]) => [fault, ms > nowMs ? ms : 0]);
    return { until: Object.fromEntries(until) as DemoFaultState['until'], hits: { ...this.#hits } };
  }

  /** @returns an API that refuses, or keeps silent, while that fault lasts. */
  wrapApi(fetch: FetchHandler): FetchHandler {
    return async (request) => {
      if (this.#isOn('silence')) {
        this.#hits.silence += 1;
        await this.#clock.sleep(this.#until.silence - this.#clock.now(), { signal: request.signal });
      }
      if (this.#isOn('rate-limits') && this.#random() < REFUSED) {
        this.#hits['rate-limits'] += 1;
        return Response.json({ message: 'Too many requests' }, { status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
      }
      return fetch(request);
    };
  }

  /** @returns a queue whose messages come twice while that fault lasts, and whose workers a crash cuts off. */
  wrapQueue(queue: MessageQueue): MessageQueue {
    return {
      ...queue,
      send: async (messages, options) => {
        await queue.send(messages, options);
        if (!this.#isOn('duplicates')) return;
        this.#hits.duplicates += messages.length;
        await queue.send(messages, options);
      },
      consume: async (handler, options) => {
        await queue.consume(async (messages, call) => {
          const task = new AbortController();
          if (messages.every(({ receiveCount }) => receiveCount <= MAX_CRASHES)) this.#inHand.add(task);
          const signal = call.signal === undefined ? task.signal : AbortSignal.any([task.signal, call.signal]);
          try {
            return await handler(messages, { ...call, signal });
          } finally {
            this.#inHand.delete(task);
          }
        }, options);
      },
      close: async () => queue.close(),
    };
  }

  #isOn(fault: DemoFault): boolean {
    return this.#until[fault] > this.#clock.now();
  }
}

import type { Clock, RateLimits } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { Counter, Histogram, type Registry } from 'prom-client';
import { addGauge, type MetricSample } from './read-metrics.ts';

/** Accounts that were not used for so long, and are not paused, are not read any more, in milliseconds. */
const FORGOTTEN_MS = 600_000;
/** So many accounts are read at most; more are not counted. */
const MAX_ACCOUNTS = 200;
const READ_MS = 2000;
const SHARED_MS = 5000;

/** How an account stands, in seconds. */
interface Standing {
  readonly api: string;
  readonly pausedFor: number;
  readonly freeIn: number;
}

/** Measures the request budgets that a program uses. @returns what wraps the limits of its store. */
export function createBudgetMetrics(registry: Registry, clock: Clock): (rateLimits: RateLimits) => RateLimits {
  const waits = new Histogram({
    name: 'frigg_crm_request_budget_wait_seconds',
    help: 'How far ahead the allowance lay that was reserved for requests, by API.',
    labelNames: ['api'],
    buckets: [0.05, 0.25, 1, 5, 30, 120, 600, 3600],
    registers: [registry],
  });
  const pauses = new Counter({
    name: 'frigg_crm_request_budget_pauses_total',
    help: 'Rate limits that an API has named, each of which pauses an account.',
    labelNames: ['api'],
    registers: [registry],
  });
  const accounts = new UsedAccounts(clock);
  addStandings(registry, async () => accounts.read());
  return (rateLimits) => {
    accounts.limits = rateLimits;
    return {
      async reserve(key, reservation) {
        const waitMs = await rateLimits.reserve(key, reservation);
        // Without a cost it is a question.
        if (reservation.costMs > 0) {
          accounts.use(key);
          waits.observe({ api: apiOf(key) }, waitMs / 1000);
        }
        return waitMs;
      },
      async park(key, forMs, options) {
        await rateLimits.park(key, forMs, options);
        accounts.use(key);
        pauses.inc({ api: apiOf(key) });
      },
      unpark: async (key, options) => rateLimits.unpark(key, options),
      async parkedFor(keys, options) {
        const paused = await rateLimits.parkedFor(keys, options);
        // What another process, or this one before it was started anew, has learnt of an API.
        for (const key of paused.keys()) accounts.use(key);
        return paused;
      },
    };
  };
}

function addStandings(registry: Registry, read: () => Promise<readonly Standing[]>): void {
  const worst = async (value: (standing: Standing) => number): Promise<readonly MetricSample[]> =>
    [...Map.groupBy(await read(), ({ api }) => api)].map(([api, of]) => ({ labels: { api }, value: Math.max(...of.map(value)) }));
  addGauge(registry, {
    name: 'frigg_crm_request_budgets',
    help: 'Accounts that this process used in the last ten minutes or that are paused, by API and whether a request may start now, waits for others, or waits for a rate limit.',
    labelNames: ['api', 'state'],
    read: async () =>
      [...Map.groupBy(await read(), (standing) => JSON.stringify([standing.api, stateOf(standing)]))].map(([key, { length }]) => {
        const [api = '', state = ''] = JSON.parse(key) as readonly string[];
        return { labels: { api, state }, value: length };
      }),
  });
  addGauge(registry, {
    name: 'frigg_crm_request_budget_free_in_seconds',
    help: 'How long a request of now waits for its turn, of the account of an API that waits the longest.',
    labelNames: ['api'],
    read: async () => worst(({ freeIn }) => freeIn),
  });
  addGauge(registry, {
    name: 'frigg_crm_request_budget_paused_seconds',
    help: 'How long an API accepts nothing, of its account that is paused the longest.',
    labelNames: ['api'],
    read: async () => worst(({ pausedFor }) => pausedFor),
  });
}

function stateOf({ pausedFor, freeIn }: Standing): string {
  if (pausedFor > 0) return 'paused';
  return freeIn > 0 ? 'busy' : 'free';
}

/** The accounts of this process: the names of all accounts stay out of reach of a metric. */
class UsedAccounts {
  limits: RateLimits | undefined;
  readonly #clock: Clock;
  /** When each was used last, the oldest first. */
  readonly #usedAtMs = new Map<string, number>();
  #last: { readonly atMs: number; readonly standings: Promise<readonly Standing[]> } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  use(key: string): void {
    this.#usedAtMs.delete(key);
    this.#usedAtMs.set(key, this.#clock.now());
    const [oldest] = this.#usedAtMs.keys();
    if (this.#usedAtMs.size > MAX_ACCOUNTS && oldest !== undefined) this.#usedAtMs.delete(oldest);
  }

  /** Metrics that are requested together share a reading. */
  async read(): Promise<readonly Standing[]> {
    const nowMs = this.#clock.now();
    if (this.#last === undefined || nowMs - this.#last.atMs >= SHARED_MS || nowMs < this.#last.atMs)
      this.#last = { atMs: nowMs, standings: withTimeout(this.#clock, async (signal) => this.#readAll(signal), { ms: READ_MS }) };
    return this.#last.standings;
  }

  async #readAll(signal: AbortSignal): Promise<readonly Standing[]> {
    const nowMs = this.#clock.now();
    const { limits } = this;
    if (limits === undefined || this.#usedAtMs.size === 0) return [];
    const paused = await limits.parkedFor([...this.#usedAtMs.keys()], { signal });
    for (const [key, usedAtMs] of this.#usedAtMs) {
      // A pause can last a day, in which nothing uses the account.
      if (paused.has(key)) this.#usedAtMs.set(key, nowMs);
      else if (nowMs - usedAtMs > FORGOTTEN_MS) this.#usedAtMs.delete(key);
    }
    return Promise.all(
      [...this.#usedAtMs.keys()].map(async (key) => {
        const pausedForMs = paused.get(key) ?? 0;
        const freeInMs = pausedForMs > 0 ? pausedForMs : await limits.reserve(key, { costMs: 0, signal });
        return { api: apiOf(key), pausedFor: pausedForMs / 1000, freeIn: freeInMs / 1000 };
      }),
    );
  }
}

/** Names of accounts begin with that of the API; those of whole integrations with `tenant/`. */
function apiOf(key: string): string {
  if (key.startsWith('tenant/')) return 'integration';
  return /^([a-z0-9][a-z0-9 ._-]{0,30}):/.exec(key)?.[1] ?? 'other';
}

import type { Clock } from '@frigg-crm/core';
import type { Fetch } from '../api-request.ts';

export interface CountingApiOptions {
  readonly clock: Clock;
  readonly requests: number;
  readonly windowMs: number;
  readonly random: () => number;
  /** Milliseconds from the sending of a request to its arrival. */
  readonly wayMs: readonly [least: number, most: number];
  /** Milliseconds from the sending of a request to its response. */
  readonly answerMs: readonly [least: number, most: number];
}

/** An API with a limit, seen from behind. */
export interface CountingApi {
  readonly fetch: Fetch;
  readonly accepted: number;
  readonly refused: number;
}

/** Makes an API that counts arrivals in sliding windows and in fixed ones, and refuses what either of them does not allow. */
export function createCountingApi({ clock, requests, windowMs, random, wayMs, answerMs }: CountingApiOptions): CountingApi {
  const between = ([least, most]: readonly [number, number]): number => least + (most - least) * random();
  let arrivals: number[] = [];
  let accepted = 0;
  let refused = 0;

  function isAllowed(): boolean {
    const now = clock.now();
    arrivals = arrivals.filter((arrival) => arrival > now - windowMs);
    const fixed = arrivals.filter((arrival) => Math.floor(arrival / windowMs) === Math.floor(now / windowMs));
    return arrivals.length < requests && fixed.length < requests;
  }

  return {
    async fetch() {
      const way = between(wayMs);
      const rest = Math.max(0, between(answerMs) - way);
      await clock.sleep(way);
      const allowed = isAllowed();
      if (allowed) arrivals.push(clock.now());
      await clock.sleep(rest);
      if (allowed) accepted += 1;
      else refused += 1;
      return allowed ? Response.json({}) : new Response(null, { status: 429, headers: { 'retry-after': '1' } });
    },
    get accepted() {
      return accepted;
    },
    get refused() {
      return refused;
    },
  };
}

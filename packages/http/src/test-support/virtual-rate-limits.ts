import type { Clock, RateLimits } from '@frigg-crm/core';

export interface VirtualRateLimits extends RateLimits {
  /** Calls so far, by name. */
  readonly calls: { reserve: number; park: number; unpark: number; parkedFor: number };
  /** While set, every call fails with it. */
  failure: Error | undefined;
}

interface VirtualRateLimitsOptions {
  readonly latencyMs?: number;
  /** A number from 0 to 1. */
  readonly random?: () => number;
}

/** Rate limits in memory; each call takes up to `latencyMs` there and as long back. */
export function createVirtualRateLimits(
  clock: Clock,
  { latencyMs = 0, random = Math.random }: VirtualRateLimitsOptions = {},
): VirtualRateLimits {
  const freeAtMs = new Map<string, number>();
  const parkedUntilMs = new Map<string, number>();
  const calls = { reserve: 0, park: 0, unpark: 0, parkedFor: 0 };
  const leftMs = (times: ReadonlyMap<string, number>, key: string): number => Math.max(0, (times.get(key) ?? 0) - clock.now());

  /** No latency takes no time: a caller need not advance the clock. */
  async function travel(): Promise<void> {
    if (latencyMs > 0) await clock.sleep(latencyMs * random());
  }

  async function respond<Result>(name: keyof typeof calls, decide: () => Result): Promise<Result> {
    calls[name] += 1;
    await travel();
    if (limits.failure !== undefined) throw limits.failure;
    const result = decide();
    await travel();
    return result;
  }

  const limits: VirtualRateLimits = {
    calls,
    failure: undefined,
    reserve: async (key, { costMs }) =>
      respond('reserve', () => {
        const waitMs = Math.max(leftMs(freeAtMs, key), leftMs(parkedUntilMs, key));
        freeAtMs.set(key, clock.now() + waitMs + costMs);
        return waitMs;
      }),
    park: async (key, forMs) =>
      respond('park', () => {
        parkedUntilMs.set(key, clock.now() + Math.max(forMs, leftMs(parkedUntilMs, key)));
      }),
    unpark: async (key) =>
      respond('unpark', () => {
        const wasParked = leftMs(parkedUntilMs, key) > 0;
        if (wasParked) freeAtMs.delete(key);
        parkedUntilMs.delete(key);
        return wasParked;
      }),
    parkedFor: async (keys) =>
      respond('parkedFor', () => new Map(keys.map((key) => [key, leftMs(parkedUntilMs, key)] as const).filter(([, ms]) => ms > 0))),
  };
  return limits;
}

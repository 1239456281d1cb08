import type { Clock } from '@frigg-crm/core';
import type { PermitSource } from './permit-queue.ts';

export interface ReservedPermitsOptions {
  /** Reserves that much of the allowance. @returns milliseconds until it begins. */
  readonly reserve: (costMs: number) => Promise<number>;
  /** From one permit to the next. */
  readonly spacingMs: number;
  /** In no stretch of it may there be more permits than fit by their spacing. */
  readonly keptWindowMs: number;
  /** A permit that is used later than that could meet the one that comes a window after it, whichever program has that one. */
  readonly maxLateMs: number;
  readonly batchSize: number;
  /** One that does not go back. */
  readonly clock: Clock;
}

/** Permits that were reserved and are not used yet. */
export interface ReservedPermits extends Pick<PermitSource, 'untilNext' | 'use'> {
  /** The store has given up what was reserved behind a pause: those permits are void. */
  discard(): void;
}

/** Permits are reserved in the store that long before the others run out, so that callers do not wait for its response. */
const LEAD_MS = 50;

/** Keeps the permits that were reserved and are not used yet. */
export function createReservedPermits(options: ReservedPermitsOptions): ReservedPermits {
  const { reserve, spacingMs, keptWindowMs, maxLateMs, batchSize, clock } = options;
  const lead = Math.ceil(LEAD_MS / spacingMs);
  let permits: number[] = [];
  let reserving: Promise<void> | undefined;

  async function reserveSome(waiting: number): Promise<void> {
    const count = Math.max(1, Math.min(waiting, batchSize));
    const waitMs = await reserve(Math.ceil(count * spacingMs));
    // Counted from the response: the store's moment may lie before it, never after it.
    const firstMs = clock.now() + waitMs;
    permits.push(...Array.from({ length: count }, (_, index) => firstMs + index * spacingMs));
  }

  /** @returns how many permits come early enough for the most patient caller, and else how long the first one takes. */
  async function findRoom(patienceMs: number): Promise<{ readonly count: number; readonly freeInMs: number }> {
    if (patienceMs === Number.POSITIVE_INFINITY) return { count: batchSize, freeInMs: 0 };
    // Nothing is reserved by this: a permit for a caller that leaves would be lost for the others.
    const freeInMs = await reserve(0);
    return { count: freeInMs > patienceMs ? 0 : 1 + Math.floor((patienceMs - freeInMs) / spacingMs), freeInMs };
  }

  async function reserveOnce(waiting: number): Promise<void> {
    reserving ??= reserveSome(waiting).finally(() => {
      reserving = undefined;
    });
    return reserving;
  }

  /**
   * Permits that came due while this program was busy, or while no caller waited. Everything that is not reserved yet
   * can be moved back by as long as they are late: then the permit a window after them is late too. Where that one is
   * reserved, or where moving costs more than they are worth, they are lost.
   */
  async function settleLate(): Promise<void> {
    const askedAtMs = clock.now();
    const late = permits.filter((dueMs) => askedAtMs - dueMs > maxLateMs);
    if (late.length === 0) return;
    permits = permits.slice(late.length);
    const lateMs = askedAtMs - (late[0] ?? askedAtMs);
    if (lateMs > late.length * spacingMs) return;
    const reservedForMs = await reserve(Math.ceil(lateMs));
    const nowMs = clock.now();
    if (reservedForMs <= keptWindowMs - lateMs && nowMs - askedAtMs <= maxLateMs) permits.unshift(...late.map(() => nowMs));
  }

  return {
    async untilNext(waiting, patienceMs) {
      await settleLate();
      while (permits.length === 0) {
        const { count, freeInMs } = await findRoom(patienceMs);
        if (count === 0) return freeInMs;
        await reserveOnce(Math.min(waiting, count));
      }
      return Math.max(0, (permits[0] ?? 0) - clock.now());
    },
    discard() {
      permits = [];
    },
    use(waiting, patienceMs) {
      permits.shift();
      const missing = waiting - permits.length;
      // Should it fail, the next caller that needs a permit repeats it, and gets the error.
      if (patienceMs === Number.POSITIVE_INFINITY && missing > 0 && permits.length <= lead) reserveOnce(missing).catch(() => undefined);
    },
  };
}

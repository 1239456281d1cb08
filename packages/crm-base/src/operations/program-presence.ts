import { randomUUID } from 'node:crypto';
import type { CallOptions, Clock, Leases } from '@frigg-crm/core';

interface Presence {
  /** Without them there are no other programs. */
  readonly leases: Leases | undefined;
  readonly clock: Clock;
  /** Names this program in leases. */
  readonly holder: string;
  /** A program that is killed counts for so long, in milliseconds. 0: it is not announced. */
  readonly ttlMs: number;
}

/** Each program holds one of these leases. More programs than slots work as well, unseen beside those that hold one. */
const SLOTS = Array.from({ length: 32 }, (_, index) => `program/${index}`);
const RENEWALS_PER_TTL = 3;
const COUNTING_MS = 1000;

/** Shows other programs that this one works on the store, until `signal` is aborted. No sync depends on it: failures are ignored. */
export async function announceProgram({ leases, clock, holder, ttlMs }: Presence, { signal }: CallOptions): Promise<void> {
  if (leases === undefined || ttlMs === 0) return;
  let slot: string | undefined;
  while (signal?.aborted !== true) {
    slot = await holdSlot({ leases, holder, ttlMs, slot }).catch(() => slot);
    await clock.sleep(ttlMs / RENEWALS_PER_TTL, { signal }).catch(() => undefined);
  }
  if (slot !== undefined) await leases.release([slot], { holder }).catch(() => undefined);
}

interface HeldSlot extends Pick<Presence, 'holder' | 'ttlMs'> {
  readonly leases: Leases;
  readonly slot: string | undefined;
}

/** @returns the slot that this program has, another one if it lost its own. */
async function holdSlot({ leases, holder, ttlMs, slot }: HeldSlot): Promise<string | undefined> {
  for (const wanted of slot === undefined ? SLOTS : [slot, ...SLOTS])
    if ((await leases.hold([wanted], { holder, ttlMs })).length > 0) return wanted;
  return undefined;
}

/**
 * Counts the programs whose workers or watchdogs work on a store: for what must be alone with it. One that was killed
 * counts for 15 seconds.
 * @returns 32 for more than that.
 */
export async function countRunningPrograms(leases: Leases, options: CallOptions = {}): Promise<number> {
  const holder = `count-${randomUUID()}`;
  const free = await leases.hold(SLOTS, { ...options, holder, ttlMs: COUNTING_MS });
  await leases.release(free, { ...options, holder });
  return SLOTS.length - free.length;
}

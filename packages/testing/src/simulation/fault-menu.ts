import type { Chance } from './chance.ts';

/** Everything that may go wrong, with a plausible share of the calls that it concerns. */
export const FAULT_KINDS = {
  /** A message is stored twice; the copy comes later. */
  duplicate: 0.1,
  /** A message is handed out although older ones wait. */
  reorder: 0.2,
  /** A message comes late: seconds to minutes. */
  delay: 0.1,
  /** A message is handed out again while its first handler still works. */
  redelivery: 0.1,
  /** The verdict on a message is lost: it comes again when its visibility timeout is over. */
  verdictLost: 0.05,
  /** A send is refused as a whole. */
  sendRefused: 0.03,
  /** A part of a send is refused, and named. */
  sendPartial: 0.05,
  /** A part of what a failed send names as refused was accepted: its outcome is unknown. */
  sendUnknown: 0.03,
  /** A call of a store fails without effect. */
  storeRefused: 0.02,
  /** A call of a store takes effect, and fails. */
  storeUnknown: 0.02,
  /** A call of a store never returns; half of the calls take effect. Its adapter gives it up at its deadline. */
  storeHangs: 0.003,
  /** A call of a queue never returns, as {@link storeHangs}; messages that it had received come again. */
  queueHangs: 0.005,
  /** An API responds with 429: with seconds, with a date, or without a hint. */
  rateLimited: 0.04,
  /** An API responds with 429 because a quota is used up: for an hour or more. */
  quotaUsedUp: 0.003,
  /** An API responds with 500, 502 or 503, without effect. */
  serverError: 0.04,
  /** An API never responds; half of the requests take effect. */
  timeout: 0.01,
  /** The connection breaks; half of the requests take effect. */
  connectionLost: 0.03,
  /** A request takes effect, and its response is cut in half. */
  truncated: 0.03,
  /** An access token is refused from now on. */
  tokenExpiry: 0.02,
  /** A machine loses its power in the middle of a call. */
  crash: 0.004,
  /** A machine stands still for minutes in the middle of a call, and goes on with old knowledge. */
  freeze: 0.004,
  /** A machine's clock is set to another time. */
  clockJump: 0.004,
  /** Of a save of several processes one is left untouched: another program has locked it. */
  rowLocked: 0.1,
  /** Of a save of several processes one fails without effect. */
  rowRefused: 0.08,
  /** Of a save of several processes one takes effect, and fails. */
  rowUnknown: 0.08,
  /** A save of several processes, or an insert of several documents, takes effect for some of them, and fails as a whole, or its machine loses its power. */
  savePartial: 0.1,
} as const;

/** A system whose machines crash all the time does no work: so often at most. */
const AT_MOST: FaultShares = { crash: 12, freeze: 6, storeHangs: 8, queueHangs: 8, quotaUsedUp: 2, savePartial: 12 };

/** What may go wrong. */
export type FaultKind = keyof typeof FAULT_KINDS;

/** The share of calls that are hit, 0 to 1; absent: none. */
export type FaultShares = Readonly<Partial<Record<FaultKind, number>>>;

/** Decides which calls are hit, and counts them. */
export interface FaultMenu {
  readonly shares: FaultShares;
  readonly injected: Readonly<Partial<Record<FaultKind, number>>>;
  /** @returns whether the fault strikes now. One draw each time: switching a fault off does not shift the others. */
  strikes(kind: FaultKind): boolean;
  /** From now on no fault strikes any more. */
  stop(): void;
  /** No fault strikes until {@link FaultMenu.resume}. */
  suspend(): void;
  resume(): void;
  readonly isStopped: boolean;
}

/** Makes a menu; each kind has a source of chance of its own. */
export function createFaultMenu(shares: FaultShares, chanceOf: (stream: string) => Chance): FaultMenu {
  const injected: Partial<Record<FaultKind, number>> = {};
  const chances = new Map<FaultKind, Chance>();
  let isStopped = false;
  let isSuspended = false;

  function strikes(kind: FaultKind): boolean {
    const share = shares[kind];
    if (share === undefined || share === 0) return false;
    const chance = chances.get(kind) ?? chanceOf(`fault:${kind}`);
    chances.set(kind, chance);
    if (!chance.strikes(share) || isStopped || isSuspended || (injected[kind] ?? 0) >= (AT_MOST[kind] ?? Infinity)) return false;
    injected[kind] = (injected[kind] ?? 0) + 1;
    return true;
  }

  return {
    shares,
    injected,
    strikes,
    stop() {
      isStopped = true;
    },
    suspend() {
      isSuspended = true;
    },
    resume() {
      isSuspended = false;
    },
    get isStopped() {
      return isStopped;
    },
  };
}

import type { CallOptions, Clock } from '@frigg-crm/core';
import type { FaultKind } from './fault-menu.ts';
import type { Simulation } from './simulation.ts';

/** How a call may go wrong beside being slow. */
export interface CallFaults extends CallOptions {
  /** Fails without effect. */
  readonly refused?: FaultKind | undefined;
  /** Takes effect and fails. */
  readonly unknown?: FaultKind | undefined;
  /** Never returns by itself; half of the calls take effect. */
  readonly hangs?: FaultKind | undefined;
  /** What a failed call throws. */
  readonly toError?: (() => Error) | undefined;
}

/** A call that has not returned yet. */
export interface OpenCall {
  readonly name: string;
  /** True time, in epoch milliseconds. */
  readonly sinceMs: number;
}

/** The deadline of adapters: a call that has not returned by then is given up, and its outcome is unknown. */
const CALL_DEADLINE_MS = 30_000;

/** By how much a clock differs from the true time. */
export interface ClockError {
  /** Milliseconds. */
  skewMs: number;
}

/** A machine of a simulation, and how its clock is off. */
export interface MachineOptions {
  readonly simulation: Simulation;
  readonly name: string;
  /** By how much its clock differs from the true time at first, in milliseconds. @defaultValue 0 */
  readonly skewMs?: number | undefined;
  /** How its clock is off; machines that are given the same object go by one clock, as programs of one computer do. @defaultValue a clock of its own */
  readonly clockError?: ClockError | undefined;
  /** Called when it has crashed. */
  readonly onCrash?: (() => void) | undefined;
}

const DROPPED = Symbol('dropped');
/** A clock is never further off than this: what compares times of two machines has to allow for it. */
const MAX_SKEW_MS = 120_000;
const MAX_FREEZE_MS = 10 * 60_000;

/**
 * A computer of the system. Whatever its program calls beyond itself goes through it, takes time, and can go wrong. When
 * it loses its power, calls under way never return; half of those on their way take effect all the same.
 */
export class SimulatedMachine {
  readonly name: string;
  readonly clock: Clock;
  readonly #simulation: Simulation;
  readonly #onCrash: (() => void) | undefined;
  /** What was delivered while it stood still. */
  #waiting: (() => void)[] | undefined;
  readonly #open = new Set<OpenCall>();
  readonly #clockError: ClockError;
  #isUp = true;
  #thawedAtMs = Number.NEGATIVE_INFINITY;

  constructor({ simulation, name, skewMs = 0, clockError = { skewMs }, onCrash }: MachineOptions) {
    this.name = name;
    this.#simulation = simulation;
    this.#clockError = clockError;
    this.#onCrash = onCrash;
    this.clock = {
      now: () => simulation.now() + this.#clockError.skewMs,
      sleep: async (ms, options) => this.#sleep(ms, options),
    };
  }

  /** Whether it has power. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether it stands still. */
  get isFrozen(): boolean {
    return this.#waiting !== undefined;
  }

  /** Until when it has stood still last, by the true time; `Infinity` while it does, `-Infinity` when it never has. */
  get stoodStillUntilMs(): number {
    return this.isFrozen ? Infinity : this.#thawedAtMs;
  }

  /** Calls beyond this machine that have not returned; none when it has crashed. */
  get openCalls(): readonly OpenCall[] {
    return [...this.#open];
  }

  /** Notes a call from now until the returned function is called. */
  open(name: string): () => void {
    const call: OpenCall = { name, sinceMs: this.#simulation.now() };
    this.#open.add(call);
    return () => void this.#open.delete(call);
  }

  /** The power fails: nothing that runs on it goes on, ever. */
  crash(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#waiting = undefined;
    this.#open.clear();
    this.#simulation.note(`${this.name} crashes`);
    this.#onCrash?.();
  }

  /** It stands still; what is sent to it meanwhile arrives afterwards. */
  freeze(forMs: number): void {
    if (!this.#isUp || this.#waiting !== undefined) return;
    this.#waiting = [];
    this.#simulation.note(`${this.name} freezes for ${forMs} ms`);
    this.#simulation.schedule(forMs, `${this.name} thaws`, () => {
      const waiting = this.#waiting ?? [];
      this.#waiting = undefined;
      this.#thawedAtMs = this.#simulation.now();
      for (const run of waiting) this.tell(run);
    });
  }

  /** Its clock is set to be off by `skewMs`. */
  setClock(skewMs: number): void {
    this.#simulation.note(`${this.name} sets its clock off by ${skewMs} ms`);
    this.#clockError.skewMs = skewMs;
  }

  /** Has its program go on: now, when it no longer stands still, or never. */
  tell(run: () => void): void {
    if (!this.#isUp) return;
    if (this.#waiting === undefined) run();
    else this.#waiting.push(run);
  }

  /** Calls something beyond this machine: a request travels, takes effect, and its response travels back. */
  async call<Result>(name: string, effect: () => Promise<Result>, faults: CallFaults = {}): Promise<Result> {
    const { signal } = faults;
    signal?.throwIfAborted();
    const close = this.open(name);
    return new Promise<Result>((resolve, reject) => {
      const onAbort = (): void => reject(signal?.reason as Error);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#exchange(name, effect, faults).then(
        (answer) => {
          if (answer !== DROPPED) this.#answer(name, () => resolve(answer));
        },
        (error: unknown) => this.#answer(name, () => reject(error as Error)),
      );
    }).finally(close);
  }

  /** How long something takes to arrive: mostly milliseconds, sometimes seconds. */
  latencyMs(): number {
    const chance = this.#simulation.chance('latency');
    const isSlow = chance.strikes(0.03);
    return isSlow ? chance.integer(50, 3000) : chance.integer(1, 15);
  }

  async #exchange<Result>(name: string, effect: () => Promise<Result>, faults: CallFaults): Promise<Result | typeof DROPPED> {
    const { faults: menu } = this.#simulation;
    const fate = this.#drawFate();
    const isRefused = faults.refused !== undefined && menu.strikes(faults.refused);
    const isUnknown = faults.unknown !== undefined && menu.strikes(faults.unknown);
    const hangs = faults.hangs !== undefined && menu.strikes(faults.hangs);
    await new Promise<void>((resolve) => this.#simulation.schedule(this.latencyMs(), `${this.name} → ${name}`, resolve));
    if (!this.#isUp && fate.isLostWithoutPower) return DROPPED;
    if (fate.crash === 'before') this.crash();
    if (fate.crash === 'before' && fate.isLostWithoutPower) return DROPPED;
    const toError = faults.toError ?? (() => new TypeError(`${name} failed`));
    if (isRefused) throw this.#noted(`${name} is refused`, toError());
    // The coin of the power failure decides once more: a call that hangs has arrived, or has not.
    if (hangs && fate.isLostWithoutPower) return this.#giveUp(name, toError);
    const result = await effect();
    if (hangs) return this.#giveUp(name, toError);
    if (fate.crash === 'after') this.crash();
    if (fate.freezeMs > 0) this.freeze(fate.freezeMs);
    if (isUnknown) throw this.#noted(`${name} takes effect and fails`, toError());
    return result;
  }

  #answer(name: string, settle: () => void): void {
    if (!this.#isUp) return;
    this.#simulation.schedule(this.latencyMs(), `${this.name} ← ${name}`, () => this.tell(settle));
  }

  #drawFate(): { readonly crash: 'before' | 'after' | undefined; readonly isLostWithoutPower: boolean; readonly freezeMs: number } {
    const { faults } = this.#simulation;
    const chance = this.#simulation.chance('fate');
    const isLostWithoutPower = chance.strikes(0.5);
    const when = chance.strikes(0.5) ? 'before' : 'after';
    const freezeMs = chance.integer(1000, MAX_FREEZE_MS);
    const skewMs = chance.integer(-MAX_SKEW_MS, MAX_SKEW_MS);
    if (faults.strikes('clockJump')) this.setClock(skewMs);
    return { crash: faults.strikes('crash') ? when : undefined, isLostWithoutPower, freezeMs: faults.strikes('freeze') ? freezeMs : 0 };
  }

  async #giveUp(name: string, toError: () => Error): Promise<never> {
    await new Promise<void>((resolve) => this.#simulation.schedule(CALL_DEADLINE_MS, `${this.name} gives up ${name}`, resolve));
    throw toError();
  }

  #noted(label: string, error: Error): Error {
    this.#simulation.note(`${this.name}: ${label}`);
    return error;
  }

  async #sleep(ms: number, { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const wake = this.#simulation.schedule(ms, `${this.name} wakes`, () => {
        signal?.removeEventListener('abort', onAbort);
        this.tell(resolve);
      });
      const onAbort = (): void => {
        wake.cancel();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

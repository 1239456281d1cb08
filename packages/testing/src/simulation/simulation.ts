import { EventHeap, type Timed } from '../clock/event-heap.ts';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { createChance, type Chance } from './chance.ts';
import { EventTrace } from './event-trace.ts';
import { createFaultMenu, type FaultMenu, type FaultShares } from './fault-menu.ts';
import { InvariantViolation } from './invariant-violation.ts';

/** What a simulation starts from. */
export interface SimulationOptions {
  /** The same seed, with the same faults and the same program, gives the same events. */
  readonly seed: number;
  readonly faults?: FaultShares | undefined;
  /** @defaultValue 2026-01-05T10:00:00Z */
  readonly startMs?: number | undefined;
  /** Called with each event, as one line. */
  readonly onTrace?: ((line: string) => void) | undefined;
}

/** Something that will happen. */
export interface ScheduledEvent {
  /** It will not happen. Does nothing when it has. */
  cancel(): void;
}

/** When a run ends. */
export interface SimulationRun {
  /** Looked at after each event. */
  readonly until: () => boolean;
  /** Milliseconds of virtual time, from now. */
  readonly limitMs: number;
  /** Events, from now. @defaultValue 300_000 */
  readonly maxEvents?: number | undefined;
}

interface Event extends Timed {
  readonly label: string;
  run: (() => void) | undefined;
}

/**
 * A world in which everything that happens is an event: one after the other, on virtual time, decided by one seed.
 * Between two events everything runs that can run without time passing.
 */
export class Simulation {
  readonly seed: number;
  readonly faults: FaultMenu;
  readonly trace: EventTrace = new EventTrace();
  readonly #events = new EventHeap<Event>();
  readonly #chances = new Map<string, Chance>();
  readonly #checks: (() => void)[] = [];
  readonly #onTrace: ((line: string) => void) | undefined;
  #nowMs: number;
  #order = 0;
  #violation: InvariantViolation | undefined;
  #held = 0;

  constructor({ seed, faults = {}, startMs = TEST_START_MS, onTrace }: SimulationOptions) {
    this.seed = seed;
    this.faults = createFaultMenu(faults, (stream) => this.chance(stream));
    this.#nowMs = startMs;
    this.#onTrace = onTrace;
  }

  /** @returns the true time, in epoch milliseconds; machines may have another. */
  now(): number {
    return this.#nowMs;
  }

  /** @returns the source of chance of that name, always the same one. */
  chance(stream: string): Chance {
    const chance = this.#chances.get(stream) ?? createChance(this.seed, stream);
    this.#chances.set(stream, chance);
    return chance;
  }

  /** What went wrong first. */
  get violation(): InvariantViolation | undefined {
    return this.#violation;
  }

  /** Has something happen after `delayMs` milliseconds. */
  schedule(delayMs: number, label: string, run: () => void): ScheduledEvent {
    const event: Event = { dueMs: this.#nowMs + Math.max(0, Math.round(delayMs)), order: (this.#order += 1), label, run };
    this.#events.push(event);
    return {
      cancel() {
        event.run = undefined;
      },
    };
  }

  /** Notes something that happens right now, within an event. */
  note(label: string): void {
    this.trace.add(this.#nowMs, label);
    this.#onTrace?.(this.trace.tail(1)[0] ?? '');
  }

  /**
   * Lets time stand still until `work` has settled: for what takes real time although the system would not notice, such
   * as opening a file. Nothing else may happen meanwhile whose order matters.
   */
  async hold<Result>(work: Promise<Result>): Promise<Result> {
    this.#held += 1;
    try {
      return await work;
    } finally {
      this.#held -= 1;
    }
  }

  /** Runs after each event; what it throws ends the simulation. */
  addCheck(check: () => void): void {
    this.#checks.push(check);
  }

  /** Notes that an invariant was broken; the first one counts, and ends the run. */
  fail(invariant: string, detail: string): void {
    this.#violation ??= new InvariantViolation(invariant, detail, this.#nowMs);
  }

  /** @returns `done` when `until` says so, `idle` when nothing will ever happen again, `late` at the limit, `broken` at a violation. */
  async run({ until, limitMs, maxEvents = 300_000 }: SimulationRun): Promise<'done' | 'idle' | 'late' | 'broken'> {
    const endMs = this.#nowMs + limitMs;
    for (let events = 0; ; events += 1) {
      if (events > maxEvents) return 'late';
      do await turn();
      while (this.#held > 0);
      if (!this.#isSound()) return 'broken';
      if (until()) return 'done';
      const event = this.#next(endMs);
      if (event === 'idle' || event === 'late') return event;
      this.#nowMs = event.dueMs;
      this.note(event.label);
      this.#guard(() => event.run?.());
    }
  }

  #next(endMs: number): Event | 'idle' | 'late' {
    for (let next = this.#events.peek(); next !== undefined; next = this.#events.peek()) {
      if (next.run !== undefined && next.dueMs > endMs) return 'late';
      this.#events.pop();
      if (next.run !== undefined) return next;
    }
    return 'idle';
  }

  #isSound(): boolean {
    for (const check of this.#checks) this.#guard(check);
    return this.#violation === undefined;
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof InvariantViolation) this.#violation ??= error;
      else this.fail('nothing in the simulation itself throws', error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}

/** That of the machine: the global one may be under the simulation. */
const { setImmediate: setMachineImmediate } = globalThis;

/** One turn of the event loop: every chain of settled promises runs to its end. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setMachineImmediate(resolve));
}

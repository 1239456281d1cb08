import { DatabaseSync } from 'node:sqlite';
import type { ScheduledEvent, Simulation } from '@frigg-crm/testing';

/** Shorter than a write waits for a lock. */
const LONGEST_LOCK_MS = 6000;
const LONGEST_PAUSE_MS = 2 * 60_000;

/** A tool that an operator uses on the file now and then, such as the shell of SQLite: while it writes, no program can. */
export class FileLocks {
  readonly #simulation: Simulation;
  readonly #file: string;
  #holder: DatabaseSync | undefined;
  #next: ScheduledEvent | undefined;

  constructor(simulation: Simulation, file: string) {
    this.#simulation = simulation;
    this.#file = file;
  }

  /** From now on the file is locked at times, where calls of the store may hang. */
  start(): void {
    const { faults } = this.#simulation;
    if (this.#next !== undefined || faults.shares.storeHangs === undefined || faults.isStopped) return;
    const chance = this.#simulation.chance('locks');
    this.#next = this.#simulation.schedule(chance.integer(1000, LONGEST_PAUSE_MS), 'a tool locks the file', () => {
      this.#holder = new DatabaseSync(this.#file);
      this.#holder.exec('begin immediate');
      this.#next = this.#simulation.schedule(chance.integer(1, LONGEST_LOCK_MS), 'the tool is closed', () => {
        this.end();
        this.start();
      });
    });
  }

  /** The file is locked no more. */
  end(): void {
    this.#next?.cancel();
    this.#next = undefined;
    this.#holder?.close();
    this.#holder = undefined;
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageQueue } from '@frigg-crm/core';
import { createSqliteQueue, type SqliteQueueOptions, type SqliteStore } from '@frigg-crm/sqlite';
import type { ClockError, SimulatedMachine, SimulatedQueue, Simulation } from '@frigg-crm/testing';
import { FileLocks } from './file-locks.ts';
import { Hands } from './hands.ts';
import { SqliteProgram } from './sqlite-program.ts';
import { StoredMessages } from './stored-messages.ts';
import { withDeliveryFaults } from './with-delivery-faults.ts';

/** Settings of {@link SqliteHost}. */
export interface SqliteHostOptions {
  readonly simulation: Simulation;
  readonly visibilityTimeoutMs: number;
  /** By how much its clock may be off at first, in milliseconds. */
  readonly maxSkewMs: number;
  /** Called with each message that was deleted. */
  readonly onGone?: ((queue: string, body: string) => void) | undefined;
}

/** A queue of the file. */
export type HostQueueOptions = Pick<SqliteQueueOptions, 'kind' | 'maxReceiveCount' | 'deadLetterQueue' | 'maxMessageBytes'> & {
  readonly name: string;
};

/**
 * A computer with one file, in which several programs keep their store and their queues. They have a clock in common, and
 * each may be killed, stand still, or be started again.
 */
export class SqliteHost {
  /** That of all its programs. */
  readonly clockError: ClockError;
  readonly #options: SqliteHostOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'frigg-crm-simulator-'));
  readonly #file = join(this.#folder, 'store.sqlite');
  readonly #programs: SqliteProgram[] = [];
  readonly #messages: StoredMessages;
  readonly #hands: Hands;
  readonly #locks: FileLocks;
  #opening: Promise<void> = Promise.resolve();

  constructor(options: SqliteHostOptions) {
    const { simulation, visibilityTimeoutMs, maxSkewMs, onGone = () => {} } = options;
    this.#options = options;
    this.clockError = { skewMs: simulation.chance('skew').integer(-maxSkewMs, maxSkewMs) };
    this.#messages = new StoredMessages(onGone);
    this.#hands = new Hands(simulation, visibilityTimeoutMs);
    this.#locks = new FileLocks(simulation, this.#file);
  }

  /** A program begins on a machine, and opens the file. */
  start(machine: SimulatedMachine): SqliteProgram {
    const { simulation } = this.#options;
    const onQueueWrite = (writer: SqliteProgram): void => this.#onQueueWrite(writer);
    const program = new SqliteProgram({ simulation, machine, file: this.#file, onQueueWrite });
    this.#programs.push(program);
    // Of programs that start together each finds the file as the one before has left it: the order of their turns is real.
    this.#opening = this.#opening.then(async () => {
      this.#locks.end();
      await program.open();
      this.#locks.start();
    });
    void simulation.hold(this.#opening).catch((error: unknown) => simulation.fail('the file can be opened', String(error)));
    return program;
  }

  /** The program of a machine is gone: it has crashed, or was stopped in good order. */
  end(machine: SimulatedMachine): void {
    const program = this.#programs.find((candidate) => candidate.machine === machine);
    if (machine.isUp) program?.end();
    else program?.crash();
  }

  /** The store as a program that works has it, and where nothing goes wrong; `undefined` while there is none. */
  get raw(): SqliteStore | undefined {
    return this.#ready?.raw;
  }

  /** @returns a queue of the file. */
  queue({ name, kind = 'standard', ...rest }: HostQueueOptions): SimulatedQueue {
    const { visibilityTimeoutMs } = this.#options;
    const messages = this.#messages;
    const settings = { ...rest, name, kind, visibilityTimeoutSeconds: visibilityTimeoutMs / 1000 };
    const deadLetterQueue = rest.deadLetterQueue ?? `${name}-dead-letters`;
    let puts = 0;
    return {
      name,
      connect: (machine) => this.#connect(machine, settings),
      put: (body, groupId, delayMs = 0) => {
        const program = this.#ready;
        if (program === undefined) return;
        puts += 1;
        const place = kind === 'fifo' ? { deduplicationId: `put-${puts}` } : { delaySeconds: Math.ceil(delayMs / 1000) };
        const queue = createSqliteQueue({ ...settings, store: program.raw, clock: program.machine.clock });
        void queue.send([{ body, groupId, ...place }]).then(() => this.#onQueueWrite(program));
      },
      get bodies() {
        return messages.of(name);
      },
      get deadLetters() {
        return messages.of(deadLetterQueue);
      },
      get size() {
        return messages.of(name).length;
      },
      // Dead letters arrive at once, and the file outlives programs.
      release: () => {},
      drop: () => {},
    };
  }

  /** Removes the file. */
  close(): void {
    this.#locks.end();
    for (const program of this.#programs) program.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #ready(): SqliteProgram | undefined {
    return this.#programs.find(({ isReady }) => isReady);
  }

  #connect(machine: SimulatedMachine, settings: Omit<SqliteQueueOptions, 'store'>): MessageQueue {
    const program = this.#programs.find((candidate) => candidate.machine === machine);
    if (program === undefined) throw new TypeError(`no program runs on ${machine.name}`);
    const queue = createSqliteQueue({ ...settings, store: { database: program.queueDatabase() }, clock: machine.clock });
    const { name, kind } = settings;
    return withDeliveryFaults(queue, {
      simulation: this.#options.simulation,
      program,
      hands: this.#hands,
      name,
      isFifo: kind === 'fifo',
    });
  }

  #onQueueWrite(writer: SqliteProgram): void {
    if (writer.machine.isUp) this.#messages.refresh(writer.raw.database);
    for (const program of this.#programs) if (program !== writer) program.polls.onCommit();
  }
}

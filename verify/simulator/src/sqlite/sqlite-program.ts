import { StorageError, type ProcessRepository, type Store } from '@frigg-crm/core';
import { openSqliteStore, type EventLoop, type SqliteQueueOptions, type SqliteStore } from '@frigg-crm/sqlite';
import { wrapPort, type CallFaults, type SimulatedMachine, type Simulation } from '@frigg-crm/testing';
import { CommitPolls } from './commit-polls.ts';

/** What a program of a machine has of the file, beyond whatever goes wrong. */
export type ProgramStore = StoreParts & Required<Pick<Store, 'maintain'>>;

type StoreParts = Omit<Store, 'close' | 'maintain'>;

/** What a queue needs of a database. */
export type QueueDatabase = SqliteQueueOptions['store']['database'];

/** Settings of {@link SqliteProgram}. */
export interface SqliteProgramOptions {
  readonly simulation: Simulation;
  readonly machine: SimulatedMachine;
  readonly file: string;
  /** Called when the program has written to a queue, before it learns of that. */
  readonly onQueueWrite: (program: SqliteProgram) => void;
}

/** A program that is stopped closes the file when it has been idle for so long. */
const CLOSE_MS = 10 * 60_000;
/** At most so long a turn of the event loop takes, and so much of it a statement, in milliseconds. */
const LONGEST_TURN_MS = 2;
const LONGEST_STATEMENT_MS = 6;

/** A program on a machine, with the file open: the adapter as it is, on virtual time. */
export class SqliteProgram {
  readonly machine: SimulatedMachine;
  readonly polls: CommitPolls;
  readonly #options: SqliteProgramOptions;
  #store: SqliteStore | undefined;
  #isEnding = false;
  #failures = 0;

  constructor(options: SqliteProgramOptions) {
    this.#options = options;
    this.machine = options.machine;
    this.polls = new CommitPolls(options.simulation, options.machine);
  }

  /** The store itself, where nothing goes wrong. */
  get raw(): SqliteStore {
    if (this.#store === undefined) throw new TypeError(`${this.machine.name} has not opened the file`);
    return this.#store;
  }

  /** Whether it has the file open, and goes on to have it. */
  get isReady(): boolean {
    return this.machine.isUp && !this.machine.isFrozen && this.#store !== undefined && !this.#isEnding;
  }

  /** How many of its calls of queues have failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Opens the file. Time stands still meanwhile. */
  async open(): Promise<void> {
    const { file } = this.#options;
    const { clock } = this.machine;
    const polling = { now: () => clock.now(), sleep: this.polls.next.bind(this.polls) };
    const store = await openSqliteStore({ file, clock: polling, loop: this.#loop() });
    // What a power cut leaves of a file is SQLite's; and no lock is held within a turn of another program.
    store.database.connection.exec('pragma synchronous = off; pragma busy_timeout = 0');
    this.#store = store;
  }

  /**
   * @param watch - Puts an observer around the processes, who learns what is stored even when the program does not.
   * @returns the parts of the store, with everything that may go wrong.
   */
  store(watch: (raw: ProcessRepository) => ProcessRepository = (raw) => raw): ProgramStore {
    const { machine } = this;
    const part = <Name extends keyof StoreParts>(name: Name): StoreParts[Name] =>
      late(
        () => this.raw[name],
        ABSENT[name],
        (error) => this.#checkLocked(error),
      );
    const { maintain } = wrapPort({ maintain: async () => this.raw.maintain() }, { machine, name: 'store' });
    return {
      processRepository: wrapPort(watch(part('processRepository')), { machine, name: 'store' }),
      mappingRepository: wrapPort(part('mappingRepository'), { machine, name: 'mappings' }),
      documents: wrapPort(part('documents'), { machine, name: 'documents', reads: /^(find|query)/ }),
      leases: wrapPort(part('leases'), { machine, name: 'leases' }),
      rateLimits: wrapPort(part('rateLimits'), { machine, name: 'limits', reads: /^parkedFor$/ }),
      maintain: async () => void (await maintain()),
    };
  }

  /** @returns the file as a queue has it, with everything that may go wrong. */
  queueDatabase(): QueueDatabase {
    const common = { refused: 'storeRefused', hangs: 'storeHangs', toError: () => new StorageError('the file was away') } as const;
    const database = (): QueueDatabase => this.raw.database;
    return {
      get changes() {
        return database().changes;
      },
      read: async (work, options) => this.#call('queue.read', async () => database().read(work), { ...common, ...options }),
      write: async (work, options) =>
        this.#call(
          'queue.write',
          async () => {
            const result = await database().write(work);
            this.#options.onQueueWrite(this);
            return result;
          },
          { ...common, unknown: 'storeUnknown', ...options },
        ),
    };
  }

  /** Its machine has lost its power: the operating system closes the file. */
  crash(): void {
    const connection = this.#store?.database.connection;
    if (connection?.isOpen === true) connection.close();
  }

  /** It was stopped in good order: it closes the file when its last call is over. */
  end(): void {
    this.#isEnding = true;
    this.#options.simulation.schedule(CLOSE_MS, `${this.machine.name} closes the file`, () => {
      if (!this.machine.isUp) return;
      if (this.machine.isFrozen || this.machine.openCalls.length > 0) this.end();
      else void this.raw.close();
    });
  }

  async #call<Result>(name: string, effect: () => Promise<Result>, faults: CallFaults): Promise<Result> {
    try {
      return await this.machine.call(name, effect, faults);
    } catch (error) {
      this.#failures += 1;
      this.#checkLocked(error);
      throw error;
    }
  }

  /** No tool locks the file for as long as a call waits; a machine that stands still meanwhile may find the next lock. */
  #checkLocked(error: unknown): void {
    const { simulation } = this.#options;
    if (simulation.faults.shares.freeze !== undefined || !String(error).includes('SQLITE_BUSY')) return;
    simulation.fail('a call waits for a lock that ends in time', `${this.machine.name}: ${String(error)}`);
  }

  #loop(): EventLoop {
    const { simulation } = this.#options;
    const { machine } = this;
    const chance = simulation.chance('turns');
    let passedMs = 0;
    return {
      now: () => simulation.now() + (passedMs += chance.integer(0, LONGEST_STATEMENT_MS)),
      nextTurn: async () => {
        // Time stands still while the file is opened.
        if (this.#store === undefined) return;
        await new Promise<void>((resolve) => {
          const turn = (): void => machine.tell(resolve);
          simulation.schedule(chance.integer(0, LONGEST_TURN_MS), `${machine.name} has a turn`, turn);
        });
      },
      sleep: async (ms) => machine.clock.sleep(ms),
    };
  }
}

/** What SQLite leaves out of its ports. */
const ABSENT: Readonly<Partial<Record<keyof StoreParts, string>>> = { processRepository: 'saveMany', documents: 'findMany' };

/** @returns a port that is there when it is called first. */
function late<Port extends object>(find: () => Port, absent: string | undefined, onError: (error: unknown) => void): Port {
  return new Proxy({} as Port, {
    get: (_, key) => {
      if (typeof key !== 'string' || key === 'then' || key === absent) return undefined;
      return async (...args: readonly unknown[]) => {
        const port = find();
        const method = Reflect.get(port, key) as (...all: readonly unknown[]) => Promise<unknown>;
        return method.apply(port, [...args]).catch((error: unknown) => {
          onError(error);
          throw error;
        });
      };
    },
  });
}

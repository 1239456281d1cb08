/** What every contestant gets. */
export interface Task {
  /** A database of its own: on the server, or `sqlite:<file>`, `pglite:<directory>`. */
  readonly url: string;
  /** How many pages to settle, or jobs to complete. */
  readonly jobs: number;
  /** How many are under way at the same time. */
  readonly atOnce: number;
  /** Connections to the database at most. */
  readonly connections: number;
}

/** One way to note that pages are done. */
export interface Contestant {
  /** Makes the tables, and puts in what is to be done; leaves no connection open. Not timed. */
  prepare(task: Task): Promise<void>;
  /** Connects. Not timed. */
  start(task: Task): Promise<Running>;
}

/** A contestant at the starting line. */
export interface Running {
  /** Timed: all that is to be done, until the last of it is stored. `restartClock` leaves out what came before the first job. */
  run(restartClock: () => void): Promise<void>;
  /** @returns how many are done, as the database says. */
  count(): Promise<number>;
  close(): Promise<void>;
}

/** Jobs that are put in with one call. */
const INSERT_BATCH = 1000;

/** @returns the numbers of all jobs, in batches to be put in. */
export function batchesOf(jobs: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(jobs / INSERT_BATCH) }, (_, batch) => {
    const first = batch * INSERT_BATCH;
    return Array.from({ length: Math.min(INSERT_BATCH, jobs - first) }, (_unused, index) => first + index);
  });
}

import { startProgram, type Program } from '@frigg-crm/kit/programs';
import type { WorkerEvent, WorkerInput } from '../worker/worker-input.ts';

const WORKER_PROGRAM = new URL('../worker/worker-program.ts', import.meta.url);

/** A worker in a program of its own. */
export interface Worker extends Program {
  /**
   * Waits until the worker says so, for the first time or the given one.
   * @throws when it ends before, or takes too long.
   */
  says(type: WorkerEvent['type'], options?: { readonly times?: number | undefined }): Promise<void>;
  /** What it has said so far. */
  readonly said: readonly WorkerEvent[];
}

const MAX_WAIT_MS = 60_000;

/** Starts a worker. */
export function startWorker(input: WorkerInput, { compileCache }: { readonly compileCache: string }): Worker {
  const said: WorkerEvent[] = [];
  const listeners = new Set<() => void>();
  const program = startProgram(WORKER_PROGRAM, [JSON.stringify(input)], {
    env: { NODE_COMPILE_CACHE: compileCache },
    onLine(line) {
      said.push(JSON.parse(line) as WorkerEvent);
      for (const listener of listeners) listener();
    },
  });
  const says: Worker['says'] = async (type, { times = 1 } = {}) =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (said.filter((event) => event.type === type).length >= times) finish(resolve);
      };
      const finish = (settle: () => void): void => {
        listeners.delete(check);
        clearTimeout(timer);
        settle();
      };
      const giveUp = (how: string): void => finish(() => reject(new Error(`the worker ${how} before it was ${type}:\n${program.stderr}`)));
      const timer = setTimeout(() => giveUp('took too long'), MAX_WAIT_MS);
      listeners.add(check);
      void program.ended.then(() => giveUp('ended'));
      check();
    });
  // Not a spread: the getters of the program must stay what they are.
  return Object.assign(Object.create(program) as Program, { says, said });
}

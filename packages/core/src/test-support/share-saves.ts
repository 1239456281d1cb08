import type { Process } from '../domain/process/process.ts';
import type { SaveOutcome } from '../ports/process-repository.ts';
import { withSaveMany } from '../ports/with-save-many.ts';
import { withFindManyByIds } from '../ports/with-find-many-by-ids.ts';
import type { InMemoryProcesses } from './in-memory-processes.ts';

/** What a test sees of calls of `saveMany`, and how it steps in. */
export interface SharedCalls {
  /** The ids of each call. */
  readonly calls: (readonly string[])[];
  /** Runs before a call takes effect; throwing prevents it. */
  beforeCall: () => Promise<void> | void;
  /** Runs after a call took effect; throwing makes all its outcomes unknown. */
  afterCall: () => void;
  /** Which processes are left for a save of their own. */
  isUntouched: (process: Process) => boolean;
}

/** Gives a repository a `saveMany` that is made of its own `save`, whose steps by a test count for both, and a `findMany`. */
export function shareSaves(processes: InMemoryProcesses): SharedCalls {
  const calls: (readonly string[])[] = [];
  const shared: SharedCalls = { calls, beforeCall() {}, afterCall() {}, isUntouched: () => false };
  const save = async (process: Process): Promise<SaveOutcome> => {
    if (shared.isUntouched(process)) return { kind: 'untouched' };
    return processes.save(process).then(
      (stored): SaveOutcome => ({ kind: 'saved', process: stored }),
      (error: unknown): SaveOutcome => ({ kind: 'failed', error }),
    );
  };
  withFindManyByIds(processes);
  withSaveMany(processes, async (given) => {
    calls.push(given.map(({ id }) => id));
    await shared.beforeCall();
    const outcomes = await Promise.all(given.map(save));
    shared.afterCall();
    return outcomes;
  });
  return shared;
}

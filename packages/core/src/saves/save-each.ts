import type { Process } from '../domain/process/process.ts';
import { StorageError } from '../errors/storage-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { ProcessRepository, SaveOutcome } from '../ports/process-repository.ts';
import type { SharedWork } from './coalescer.ts';

type Saving = Pick<ProcessRepository, 'save' | 'saveMany'>;

/**
 * Saves several processes, each for itself: together where the repository can do that, and alone what it leaves untouched.
 * @returns a promise for each, in their order, which settles as that of a `save` would.
 */
export function saveEach(repository: Saving, processes: readonly Process[], options?: CallOptions): SharedWork<Process> {
  if (processes.length === 1 || repository.saveMany === undefined) {
    const results = processes.map(async (process) => repository.save(process, options));
    return { results, shared: Promise.allSettled(results) };
  }
  const shared = repository.saveMany(processes, options);
  return { results: processes.map(async (process, index) => settle(process, (await shared)[index])), shared };

  async function settle(process: Process, outcome: SaveOutcome | undefined): Promise<Process> {
    if (outcome?.kind === 'untouched') return repository.save(process, options);
    if (outcome?.kind === 'failed') throw outcome.error;
    // Taking the outcome of another process for its own would count what was never stored.
    if (outcome?.process.id !== process.id || outcome.process.version !== process.version + 1)
      throw new StorageError(`The repository's saveMany has no outcome for process ${process.id}; whether it is stored is unknown`);
    return outcome.process;
  }
}

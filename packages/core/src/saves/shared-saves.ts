import type { Process } from '../domain/process/process.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { createCoalescer } from './coalescer.ts';
import { LIMITS } from './limits.ts';
import { saveEach } from './save-each.ts';

/**
 * @returns what saves a process as the repository's `save` does; processes that are saved at the same time share a
 * statement and a commit, where the repository has `saveMany`.
 */
export function createSharedSaves(repository: ProcessRepository, clock: Pick<Clock, 'sleep'>): (process: Process) => Promise<Process> {
  const save = createCoalescer<Process, Process>({ ...LIMITS, clock, work: (processes) => saveEach(repository, processes) });
  return async (process) => (repository.saveMany === undefined ? repository.save(process) : save(process));
}

import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { shareFinds } from './find-together.ts';

type Finding = Pick<ProcessRepository, 'findById' | 'findMany'>;

/**
 * @returns what finds a process as the repository's `findById` does; processes that are searched for at the same time share
 * a statement, where the repository has `findMany`.
 */
export function createSharedLoads(repository: Finding, clock: Pick<Clock, 'sleep'>): (id: ProcessId) => Promise<Process | undefined> {
  return shareFinds<ProcessId, Process | undefined>(
    {
      findOne: async (id) => repository.findById(id),
      get findMany() {
        const { findMany } = repository;
        return findMany && (async (ids: readonly ProcessId[]) => findMany.call(repository, ids));
      },
    },
    clock,
  );
}

import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { createCoalescer } from './coalescer.ts';
import { findTogether } from './find-together.ts';
import { LIMITS } from './limits.ts';

type Found = Process | undefined;
type Finding = Pick<ProcessRepository, 'findById' | 'findByIds'>;

/**
 * @returns what finds a process as the repository's `findById` does; processes that are searched for at the same time share
 * a statement.
 */
export function createSharedLoads(repository: Finding, clock: Pick<Clock, 'sleep'>): (id: ProcessId) => Promise<Found> {
  const finders = {
    findOne: async (id: ProcessId) => repository.findById(id),
    async findMany(ids: readonly ProcessId[]): Promise<readonly Found[]> {
      const found = new Map((await repository.findByIds(ids)).map((process) => [process.id, process]));
      return ids.map((id) => found.get(id));
    },
  };
  return createCoalescer<ProcessId, Found>({ ...LIMITS, clock, work: (ids) => findTogether(ids, finders) });
}

import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { createCoalescer, type SharedWork } from './coalescer.ts';
import { LIMITS } from './limits.ts';

type Found = Process | undefined;
type Finding = Pick<ProcessRepository, 'findById' | 'findByIds'>;

/**
 * @returns what finds a process as the repository's `findById` does; processes that are searched for at the same time share
 * a statement.
 */
export function createSharedLoads(repository: Finding, clock: Pick<Clock, 'sleep'>): (id: ProcessId) => Promise<Found> {
  return createCoalescer<ProcessId, Found>({ ...LIMITS, clock, work: (ids) => findEach(repository, ids) });
}

function findEach(repository: Finding, ids: readonly ProcessId[]): SharedWork<Found> {
  if (ids.length === 1) {
    const results = ids.map(async (id) => repository.findById(id));
    return { results, shared: Promise.allSettled(results) };
  }
  const shared = repository.findByIds(ids).then((found) => new Map(found.map((process) => [process.id, process])));
  return { results: ids.map(find), shared };

  /** One process that cannot be read fails alone. */
  async function find(id: ProcessId): Promise<Found> {
    const found = await shared.catch(() => undefined);
    return found === undefined ? repository.findById(id) : found.get(id);
  }
}

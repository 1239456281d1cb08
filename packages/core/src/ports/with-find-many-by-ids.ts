import type { ProcessRepository } from './process-repository.ts';
import { withFindMany } from './with-find-many.ts';

/** Adds the `findMany` of a repository whose `findByIds` is one statement already. @returns the same repository. */
export function withFindManyByIds<Repository extends ProcessRepository>(repository: Repository): Repository {
  return withFindMany<ProcessRepository & Repository>(repository, async (ids, options) => {
    const found = new Map((await repository.findByIds(ids, options)).map((process) => [process.id, process]));
    return ids.map((id) => found.get(id));
  });
}

import { defineCompanion } from './define-companion.ts';
import type { ProcessRepository } from './process-repository.ts';

/**
 * Adds `saveMany` to a repository, as a companion of its `save`. A copy or a proxy of the repository that puts another
 * `save` in its place has no `saveMany`: whatever it adds to each save is left out by none.
 * @returns the same repository.
 *
 * @example
 * ```ts
 * const repository = withSaveMany(processRepository, async (processes) => processes.map((): SaveOutcome => ({ kind: 'untouched' })));
 * const observed = { ...repository, save: async (process: Process) => repository.save(process) };
 * console.log(observed.saveMany); // undefined
 * ```
 */
export function withSaveMany<Repository extends ProcessRepository>(
  repository: Repository,
  saveMany: NonNullable<ProcessRepository['saveMany']>,
): Repository {
  return defineCompanion(repository, { name: 'saveMany', of: 'save', method: saveMany });
}

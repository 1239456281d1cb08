import { withFindMany, withSaveMany, type Process, type ProcessRepository, type SaveOutcome } from '@frigg-crm/core';

/** Reports each version of each process that a store has really stored, whatever its caller learned. */
export function watchProcesses(
  repository: ProcessRepository,
  onStored: (process: Process, before: Process | undefined) => void,
): ProcessRepository {
  const watched: ProcessRepository = {
    findById: async (...call) => repository.findById(...call),
    findByIds: async (...call) => repository.findByIds(...call),
    find: async (...call) => repository.find(...call),
    deleteById: async (...call) => repository.deleteById(...call),
    async create(process, options) {
      await repository.create(process, options);
      onStored(process, undefined);
    },
    async save(process, options) {
      const before = await repository.findById(process.id);
      const stored = await repository.save(process, options);
      onStored(stored, before);
      return stored;
    },
  };
  if (repository.findMany !== undefined) withFindMany(watched, repository.findMany);
  return withSaveMany(watched, async (processes, options) => {
    const before = new Map((await repository.findByIds(processes.map(({ id }) => id))).map((process) => [process.id, process]));
    const outcomes = (await repository.saveMany?.(processes, options)) ?? processes.map((): SaveOutcome => ({ kind: 'untouched' }));
    for (const outcome of outcomes) if (outcome.kind === 'saved') onStored(outcome.process, before.get(outcome.process.id));
    return outcomes;
  });
}

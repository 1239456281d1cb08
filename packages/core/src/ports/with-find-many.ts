import { defineCompanion } from './define-companion.ts';
import type { DocumentStore } from './document-store.ts';
import type { ProcessRepository } from './process-repository.ts';

/** A port that finds one, and perhaps several at once. */
type Finding = DocumentStore | ProcessRepository;

/**
 * Adds `findMany` to a store of documents or a repository of processes, as a companion of its `find` or `findById`. A copy
 * or a proxy that puts another one in its place has no `findMany`: whatever it adds to each find is left out by none.
 * @returns the same port.
 *
 * @example
 * ```ts
 * const repository = withFindMany(processRepository, async (ids) => Promise.all(ids.map(async (id) => processRepository.findById(id))));
 * const observed = { ...repository, findById: async (id: ProcessId) => repository.findById(id) };
 * console.log(observed.findMany); // undefined
 * ```
 */
export function withFindMany<Port extends Finding>(port: Port, findMany: NonNullable<Port['findMany']>): Port {
  return defineCompanion(port, { name: 'findMany', of: 'findById' in port ? 'findById' : 'find', method: findMany });
}

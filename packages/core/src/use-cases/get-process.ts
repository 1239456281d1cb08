import * as z from 'zod';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { ProcessNotFoundError } from '../errors/process-not-found-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { checkProcessDependencies, type ProcessDependencies } from './process-dependencies.ts';
import { idSchema, validate } from './validate.ts';

/**
 * Reads processes.
 *
 * @example
 * ```ts
 * const process = await new GetProcess({ processRepository }).executeOrThrow(processId);
 * ```
 */
export class GetProcess {
  readonly #repository: ProcessRepository;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: ProcessDependencies) {
    checkProcessDependencies('GetProcess', dependencies);
    const { processRepository } = dependencies;
    this.#repository = processRepository;
  }

  /** @returns the process, or `null` when there is none. */
  async execute(processId: string, options?: CallOptions): Promise<Process | null> {
    const id = toProcessId(validate(idSchema, processId, 'processId'));
    return (await this.#repository.findById(id, options)) ?? null;
  }

  /** @throws {ProcessNotFoundError} when there is none. */
  async executeOrThrow(processId: string, options?: CallOptions): Promise<Process> {
    const process = await this.execute(processId, options);
    if (process === null) throw new ProcessNotFoundError(processId);
    return process;
  }

  /** @returns those that exist, in the order of the ids. */
  async executeMany(processIds: readonly string[], options?: CallOptions): Promise<readonly Process[]> {
    const ids = validate(z.array(idSchema), processIds, 'processIds');
    return this.#repository.findByIds(ids.map(toProcessId), options);
  }
}

import { GetProcess as CoreGetProcess, InvalidProcessDataError, ProcessNotFoundError, type ProcessRepository } from '@frigg-crm/core';
import { toFriggProcess, type FriggProcess } from './frigg-process.ts';
import { checkProcessId, toCoreOptions, withPrefix, type ProcessOptions } from './process-options.ts';

/** Frigg's `GetProcess` over the one of core. */
export class GetProcess {
  readonly processRepository: ProcessRepository;
  readonly #get: CoreGetProcess;

  /** @throws {ConfigurationError} without a repository. */
  constructor(options: ProcessOptions) {
    const core = toCoreOptions(options);
    this.processRepository = core.processRepository;
    this.#get = new CoreGetProcess(core);
  }

  /** @returns the process, `null` when there is none. @throws {InvalidProcessDataError} for an id that is none. */
  async execute(processId: string): Promise<FriggProcess | null> {
    const id = checkProcessId(processId);
    const process = await withPrefix('Failed to retrieve process', async () => this.#get.execute(id));
    return process === null ? null : toFriggProcess(process);
  }

  /** @returns the process. @throws {ProcessNotFoundError} when there is none. */
  async executeOrThrow(processId: string): Promise<FriggProcess> {
    const process = await this.execute(processId);
    if (process === null) throw new ProcessNotFoundError(processId);
    return process;
  }

  /** @returns those that exist, in the order of the ids. @throws {InvalidProcessDataError} for what is no list of ids. */
  async executeMany(processIds: readonly string[]): Promise<readonly FriggProcess[]> {
    if (!Array.isArray(processIds)) throw new InvalidProcessDataError('processIds must be an array');
    const found = await Promise.all((processIds as readonly string[]).map(async (id) => this.execute(id)));
    return found.filter((process) => process !== null);
  }
}

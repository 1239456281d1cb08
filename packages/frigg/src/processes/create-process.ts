import { CreateProcess as CoreCreateProcess, InvalidProcessDataError, type ProcessRepository } from '@frigg-crm/core';
import { toFriggProcess, toStorable, type FriggProcess } from './frigg-process.ts';
import { toCoreOptions, withPrefix, type ProcessOptions } from './process-options.ts';

/** What Frigg's `CreateProcess` takes; other keys are ignored. */
export interface FriggProcessData {
  readonly userId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly type: string;
  /** @defaultValue 'INITIALIZING' */
  readonly state?: string | null | undefined;
  /** @defaultValue {} */
  readonly context?: object | null | undefined;
  /** @defaultValue {} */
  readonly results?: object | null | undefined;
  /** Only an empty list: a child names its parent. @defaultValue [] */
  readonly childProcesses?: readonly string[] | null | undefined;
  /** @defaultValue null */
  readonly parentProcessId?: string | null | undefined;
}

const REQUIRED = ['userId', 'integrationId', 'name', 'type'] as const;
const TYPES = { state: 'string', context: 'object', results: 'object', parentProcessId: 'string' } as const;

/** Frigg's `CreateProcess` over the one of core. */
export class CreateProcess {
  readonly processRepository: ProcessRepository;
  readonly #create: CoreCreateProcess;

  /** @throws {ConfigurationError} without a repository. */
  constructor(options: ProcessOptions) {
    const core = toCoreOptions(options);
    this.processRepository = core.processRepository;
    this.#create = new CoreCreateProcess(core);
  }

  /**
   * @returns the process as stored, with an id of this project: a UUID.
   * @throws {InvalidProcessDataError} naming what is missing or wrong.
   */
  async execute(data: FriggProcessData): Promise<FriggProcess> {
    checkData(data);
    const { userId, integrationId, name, type, state, context, results, childProcesses, parentProcessId } = data;
    const process = {
      userId,
      integrationId,
      name,
      type,
      state: state === '' || state === null ? undefined : state,
      context: toStorable(context ?? {}, 'context'),
      results: toStorable(results ?? {}, 'results'),
      childProcesses: childProcesses ?? [],
      parentProcessId: parentProcessId === '' ? null : parentProcessId,
    };
    return toFriggProcess(await withPrefix('Failed to create process', async () => this.#create.execute(process)));
  }
}

function checkData(given: FriggProcessData): void {
  const data = given as Readonly<Record<string, unknown>> & FriggProcessData;
  const missing = REQUIRED.filter((field) => !data[field]);
  if (missing.length > 0) throw new InvalidProcessDataError(`Missing required fields for process creation: ${missing.join(', ')}`);
  for (const field of REQUIRED) if (typeof data[field] !== 'string') throw new InvalidProcessDataError(`${field} must be a string`);
  for (const [field, type] of Object.entries(TYPES)) {
    const value: unknown = data[field];
    const isWrong = Boolean(value) && (typeof value !== type || Array.isArray(value));
    if (isWrong) throw new InvalidProcessDataError(`${field} must be ${type === 'object' ? 'an object' : 'a string'}`);
  }
  if (data.childProcesses && !Array.isArray(data.childProcesses)) throw new InvalidProcessDataError('childProcesses must be an array');
}

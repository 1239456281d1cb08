import {
  ApplyProcessUpdates,
  InvalidProcessDataError,
  createRandomIds,
  toProcessId,
  type IdGenerator,
  type ProcessRepository,
  type ProcessUpdate,
  type UpdateOptions,
} from '@frigg-crm/core';
import { toFriggProcess, toStorable, type FriggProcess } from './frigg-process.ts';
import { applyUpdates, checkProcessId, toCoreOptions, type ProcessOptions } from './process-options.ts';

/** Frigg's `UpdateProcessState` over the updates of core. */
export class UpdateProcessState {
  readonly processRepository: ProcessRepository;
  readonly #apply: ApplyProcessUpdates;
  readonly #ids: IdGenerator;

  /** @throws {ConfigurationError} without a repository. */
  constructor(options: ProcessOptions) {
    const { ids, ...core } = toCoreOptions(options);
    this.processRepository = core.processRepository;
    this.#ids = ids ?? createRandomIds(core.clock);
    this.#apply = new ApplyProcessUpdates(core);
  }

  /**
   * @param contextUpdates - Merged by key. `totalRecords` announces a total, which only grows; `endTime` and
   * `estimatedCompletion` are noted by the process itself and left out; `processedRecords` is counted, and refused.
   * @param options - An `updateId` makes the call repeatable.
   * @returns the process as stored. One that has ended stays as it is.
   * @throws {InvalidProcessDataError} for what Frigg refuses, and for states that the type does not have.
   * @throws {ProcessNotFoundError} when there is none.
   */
  async execute(
    processId: string,
    newState: string,
    contextUpdates: object | null = {},
    options: UpdateOptions = {},
  ): Promise<FriggProcess> {
    const id = checkProcessId(processId);
    if (typeof newState !== 'string' || newState === '') throw new InvalidProcessDataError('newState must be a non-empty string');
    return this.#update(id, { state: newState, contextUpdates: contextUpdates ?? {} }, options);
  }

  /** Moves the process and leaves its context alone. */
  async updateStateOnly(processId: string, newState: string): Promise<FriggProcess> {
    return this.execute(processId, newState);
  }

  /** Merges keys into the context and leaves the state alone. */
  async updateContextOnly(processId: string, contextUpdates: object, options: UpdateOptions = {}): Promise<FriggProcess> {
    return this.#update(checkProcessId(processId), { contextUpdates }, options);
  }

  async #update(
    id: string,
    { state, contextUpdates }: { readonly state?: string; readonly contextUpdates: object },
    { updateId = this.#ids.next() }: UpdateOptions,
  ): Promise<FriggProcess> {
    if (typeof contextUpdates !== 'object') throw new InvalidProcessDataError('contextUpdates must be an object');
    const { totalRecords, endTime: _noted, estimatedCompletion: _counted, ...rest } = toStorable(contextUpdates, 'contextUpdates');
    const processId = toProcessId(id);
    const move: ProcessUpdate = { type: 'UPDATE_STATE', processId, updateId, contextUpdates: rest, ...(state !== undefined && { state }) };
    const updates = totalRecords === undefined ? [move] : [announceTotal(id, totalRecords), move];
    return toFriggProcess(await applyUpdates(this.#apply, id, { updates, prefix: 'Failed to update process state' }));
  }
}

function announceTotal(id: string, total: unknown): ProcessUpdate {
  if (!Number.isSafeInteger(total) || Number(total) < 0)
    throw new InvalidProcessDataError('totalRecords must be a whole number, 0 or more');
  return {
    type: 'EXPECT_UNITS',
    processId: toProcessId(id),
    updateId: 'total',
    expectedUnits: 0,
    closed: false,
    totalRecords: Number(total),
  };
}

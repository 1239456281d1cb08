import { findProcessType } from '../domain/process/plain-process-type.ts';
import type { ProcessType } from '../domain/process/process-type.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate, WaitingReason } from '../domain/process/process-update.ts';
import type { Process } from '../domain/process/process.ts';
import { ProcessNotFoundError } from '../errors/process-not-found-error.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { createRandomIds } from '../system/random-ids.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';
import { checkProcessDependencies, toApplyProcessUpdates, type ProcessDependencies } from './process-dependencies.ts';
import { submitOne } from './submit-one.ts';
import type { UpdateOptions } from './update-process-state.ts';
import { idSchema, validate } from './validate.ts';

/** What {@link ControlProcess} is made with: as every use case. */
export type ControlProcessDependencies = ProcessDependencies;

const BY_OPERATOR: WaitingReason = { code: 'OPERATOR', message: 'An operator paused it; it goes on when it is resumed' };

/**
 * What an operator may do to a process: pause, resume, cancel, and re-open it after it failed. Give the request's own
 * `updateId` when the call may be repeated.
 *
 * @example
 * ```ts
 * await new ControlProcess({ processRepository }).pause(processId);
 * ```
 */
export class ControlProcess {
  readonly #repository: ProcessRepository;
  readonly #types: readonly ProcessType[];
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #ids: IdGenerator;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: ControlProcessDependencies) {
    checkProcessDependencies('ControlProcess', dependencies);
    const { processRepository, processTypes = [], clock, ids = createRandomIds(clock) } = dependencies;
    this.#repository = processRepository;
    this.#types = processTypes;
    this.#applyProcessUpdates = toApplyProcessUpdates(dependencies);
    this.#ids = ids;
  }

  /**
   * Pauses a process where it stands. Work in flight is finished and counted. A process that has ended stays as it is.
   * @returns the process as stored.
   * @throws {ProcessNotFoundError} when there is no such process.
   */
  async pause(processId: string, reason: WaitingReason = BY_OPERATOR, options: UpdateOptions = {}): Promise<Process> {
    return this.#apply(processId, options, (base) => ({ ...base, type: 'PAUSE_PROCESS', reason }));
  }

  /** Lets a paused process go on where it stood. One that is not paused, or has ended, stays as it is. @returns the process as stored. */
  async resume(processId: string, options: UpdateOptions = {}): Promise<Process> {
    return this.#apply(processId, options, (base) => ({ ...base, type: 'RESUME_PROCESS' }));
  }

  /** Ends a process for good. One that has ended stays as it is. @returns the process as stored. */
  async cancel(processId: string, options: UpdateOptions = {}): Promise<Process> {
    const process = await this.#repository.findById(toProcessId(validate(idSchema, processId, 'processId')));
    if (process === undefined) throw new ProcessNotFoundError(toProcessId(processId));
    const state = findProcessType(this.#types, process.type).roles.cancelled;
    return this.#apply(processId, options, (base) => ({ ...base, type: 'UPDATE_STATE', state }));
  }

  /**
   * Lets a process that failed go on: its failed units are outstanding again. The caller has to queue them.
   * @returns the process as stored.
   * @throws {InvalidProcessDataError} when it has not failed or cannot go on.
   * @throws {ActiveProcessExistsError} when another process has taken its place.
   */
  async reopen(processId: string, options: UpdateOptions = {}): Promise<Process> {
    return this.#apply(processId, options, (base) => ({ ...base, type: 'REOPEN_PROCESS' }));
  }

  async #apply(
    processId: string,
    options: UpdateOptions,
    make: (base: Pick<ProcessUpdate, 'processId' | 'updateId'>) => ProcessUpdate,
  ): Promise<Process> {
    const id = toProcessId(validate(idSchema, processId, 'processId'));
    const updateId = validate(idSchema, options.updateId ?? this.#ids.next(), 'updateId');
    return submitOne(this.#applyProcessUpdates, make({ processId: id, updateId }));
  }
}

/**
 * @alias
 * @deprecated Use {@link ControlProcess}.
 */
export const SteerProcess = ControlProcess;
/** @deprecated Use {@link ControlProcess}. */
export type SteerProcess = ControlProcess;
/** @deprecated Use {@link ControlProcessDependencies}. */
export type SteerProcessDependencies = ControlProcessDependencies;

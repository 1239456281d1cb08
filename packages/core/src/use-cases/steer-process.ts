import { findProcessType } from '../domain/process/plain-process-type.ts';
import type { ProcessType } from '../domain/process/process-type.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate, WaitingReason } from '../domain/process/process-update.ts';
import type { Process } from '../domain/process/process.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';
import { ProcessNotFoundError } from '../errors/process-not-found-error.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { createRandomIds } from '../system/random-ids.ts';
import { ApplyProcessUpdates } from './apply-process-updates.ts';
import type { UpdateOptions, UpdateProcessDependencies } from './update-process-state.ts';
import { idSchema, validate } from './validate.ts';

export interface SteerProcessDependencies extends UpdateProcessDependencies {
  /** @defaultValue [] */
  readonly processTypes?: readonly ProcessType[] | undefined;
}

const BY_OPERATOR: WaitingReason = { code: 'OPERATOR', message: 'Somebody paused it; it goes on when somebody resumes it' };

/**
 * What a person may do to a process: pause, resume, cancel, and re-open it after it failed. Each call is one wish: give
 * the click's own `updateId` when the call may be repeated.
 *
 * @example
 * ```ts
 * await new SteerProcess({ processRepository }).pause(processId);
 * ```
 */
export class SteerProcess {
  readonly #repository: ProcessRepository;
  readonly #types: readonly ProcessType[];
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #ids: IdGenerator;

  constructor({ processRepository, processTypes = [], applyProcessUpdates, ids = createRandomIds() }: SteerProcessDependencies) {
    if (!processRepository) throw new InvalidProcessDataError('processRepository is required');
    this.#repository = processRepository;
    this.#types = processTypes;
    this.#applyProcessUpdates = applyProcessUpdates ?? new ApplyProcessUpdates({ processRepository, processTypes });
    this.#ids = ids;
  }

  /**
   * Pauses a process where it stands. Work in hand is finished and counted. A process that has ended stays as it is.
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
   * Lets a process that failed go on: its failed units are outstanding again. Whoever calls sees to it that they are
   * queued.
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
    const [applied] = await this.#applyProcessUpdates.execute([make({ processId: id, updateId })]);
    if (applied === undefined) throw new TypeError('ApplyProcessUpdates answers each update');
    return applied.process;
  }
}

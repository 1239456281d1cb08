import type { JsonObject } from '../domain/json.ts';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import { createRandomIds } from '../system/random-ids.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';
import { checkProcessDependencies, toApplyProcessUpdates, type ProcessDependencies } from './process-dependencies.ts';
import { submitOne } from './submit-one.ts';
import { contextUpdatesSchema, idSchema, validate } from './validate.ts';

/** What {@link UpdateProcessState} and `UpdateProcessMetrics` are made with: as every use case. */
export type UpdateProcessDependencies = ProcessDependencies;

/** Options of a single update. */
export interface UpdateOptions {
  /** Give the work's own id when the call may be repeated: the update then counts once. @defaultValue a new id */
  readonly updateId?: string | undefined;
}

/**
 * Moves a process along its state machine and merges keys into its context.
 *
 * @example
 * ```ts
 * await new UpdateProcessState({ processRepository }).execute(processId, 'RUNNING', { step: 'download' });
 * ```
 */
export class UpdateProcessState {
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #ids: IdGenerator;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: UpdateProcessDependencies) {
    checkProcessDependencies('UpdateProcessState', dependencies);
    this.#applyProcessUpdates = toApplyProcessUpdates(dependencies);
    this.#ids = dependencies.ids ?? createRandomIds(dependencies.clock);
  }

  /**
   * @param contextUpdates - Merged at the top level: a sub-object replaces the old one whole.
   * @returns the process as stored.
   * @throws {InvalidProcessDataError} for an unknown state or unusable context.
   * @throws {IllegalTransitionError} when the state machine has no such arrow.
   * @throws {UnitsOutstandingError} when it is to complete before its units are settled.
   * @throws {ProcessNotFoundError} when there is no such process.
   */
  async execute(processId: string, state: string, contextUpdates: JsonObject = {}, options: UpdateOptions = {}): Promise<Process> {
    return this.#update(processId, { state, contextUpdates }, options);
  }

  /** As {@link UpdateProcessState.execute}, without touching the context. */
  async updateStateOnly(processId: string, state: string, options: UpdateOptions = {}): Promise<Process> {
    return this.execute(processId, state, {}, options);
  }

  /** As {@link UpdateProcessState.execute}, without touching the state. */
  async updateContextOnly(processId: string, contextUpdates: JsonObject, options: UpdateOptions = {}): Promise<Process> {
    return this.#update(processId, { contextUpdates }, options);
  }

  async #update(processId: string, change: { state?: string; contextUpdates: JsonObject }, options: UpdateOptions): Promise<Process> {
    const id = toProcessId(validate(idSchema, processId, 'processId'));
    const state = 'state' in change ? { state: validate(idSchema, change.state, 'state') } : {};
    const contextUpdates = validate(contextUpdatesSchema, change.contextUpdates, 'contextUpdates') as JsonObject;
    const updateId = validate(idSchema, options.updateId ?? this.#ids.next(), 'updateId');
    return submitOne(this.#applyProcessUpdates, { type: 'UPDATE_STATE', processId: id, updateId, ...state, contextUpdates });
  }
}

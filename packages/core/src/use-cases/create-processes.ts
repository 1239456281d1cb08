import type { JsonObject } from '../domain/json.ts';
import type { ProcessType } from '../domain/process/process-type.ts';
import type { ProcessMetrics, ProcessUpdate } from '../domain/process/process-update.ts';
import type { Process } from '../domain/process/process.ts';
import { checkDependencies } from '../domain/validation/check-dependencies.ts';
import type { CallOptions } from '../ports/call-options.ts';
import { ApplyProcessUpdates, type AppliedUpdate } from './apply-process-updates.ts';
import { ControlProcess } from './control-process.ts';
import { CreateProcess, type CreateProcessData } from './create-process.ts';
import { GetProcess } from './get-process.ts';
import type { ProcessDependencies } from './process-dependencies.ts';
import { UpdateProcessMetrics } from './update-process-metrics.ts';
import { UpdateProcessState, type UpdateOptions } from './update-process-state.ts';

/** What {@link createProcesses} joins the use cases over. Other options are refused with `CONFIGURATION_INVALID`. */
export interface CreateProcessesOptions extends Omit<ProcessDependencies, 'processTypes' | 'applyProcessUpdates'> {
  /** Machines of the process types in use; a type without one has the plain life. @defaultValue [] */
  readonly types?: readonly ProcessType[] | undefined;
}

/** All that a program does with its processes. */
export interface Processes {
  /** As `CreateProcess.execute`. */
  create(data: CreateProcessData): Promise<Process>;
  /** @returns the process; `undefined` when there is none. */
  get(processId: string, options?: CallOptions): Promise<Process | undefined>;
  /** As `ApplyProcessUpdates.execute`. */
  apply(updates: readonly ProcessUpdate[]): Promise<readonly AppliedUpdate[]>;
  /** As `UpdateProcessState.execute`. */
  moveTo(processId: string, state: string, contextUpdates?: JsonObject, options?: UpdateOptions): Promise<Process>;
  /** As `UpdateProcessMetrics.execute`. */
  metrics(processId: string, metrics: ProcessMetrics, options?: UpdateOptions): Promise<Process>;
  /** Pause, resume, cancel, re-open. */
  readonly control: ControlProcess;
  /** For what takes it, such as `DirectProcessUpdates` or `runProcessUpdateConsumer`. */
  readonly applyProcessUpdates: ApplyProcessUpdates;
}

const OPTIONS = { required: ['processRepository'], optional: ['types', 'publisher', 'dispatcher', 'clock', 'ids', 'logger'] };

/**
 * Wires the use cases of processes over one repository: they share types, publisher, dispatcher and saves.
 * @throws {ConfigurationError} naming the options that are missing or unknown.
 *
 * @example
 * ```ts
 * const processes = createProcesses({ processRepository, publisher, types: [IMPORT] });
 * const { id } = await processes.create({ userId: 'u1', integrationId: 'i1', name: 'import', type: 'IMPORT' });
 * await processes.metrics(id, { processed: 2, synced: 2 }, { updateId: 'batch#0' });
 * ```
 */
export function createProcesses(options: CreateProcessesOptions): Processes {
  checkDependencies('createProcesses', options, OPTIONS);
  const { types: processTypes = [], ids, ...rest } = options;
  const applyProcessUpdates = new ApplyProcessUpdates({ ...rest, processTypes });
  const shared = { ...rest, processTypes, applyProcessUpdates, ids };
  const creating = new CreateProcess(shared);
  const getting = new GetProcess(shared);
  const moving = new UpdateProcessState(shared);
  const measuring = new UpdateProcessMetrics(shared);
  return {
    applyProcessUpdates,
    control: new ControlProcess(shared),
    create: async (data) => creating.execute(data),
    get: async (processId, call) => (await getting.execute(processId, call)) ?? undefined,
    apply: async (updates) => applyProcessUpdates.execute(updates),
    moveTo: async (processId, state, contextUpdates, call) => moving.execute(processId, state, contextUpdates, call),
    metrics: async (processId, metrics, call) => measuring.execute(processId, metrics, call),
  };
}

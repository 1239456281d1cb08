import {
  InvalidProcessDataError,
  createRandomIds,
  toProcessId,
  type ApplyProcessUpdates,
  type AppliedUpdate,
  type CallOptions,
  type Clock,
  type ControlProcess,
  type CreateProcess,
  type CreateProcessData,
  type GetProcess,
  type IdGenerator,
  type JsonObject,
  type MessageEffect,
  type Process,
  type ProcessErrorEntry,
  type ProcessMetrics,
  type ProcessUpdate,
  type UpdateOptions,
  type UpdateProcessMetrics,
  type UpdateProcessState,
  type WaitingReason,
} from '@frigg-crm/core';
import { checkDependencies, toIso, withGeneration, type Interval } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from './crm-sync-process-type.ts';
import { newSyncContext, newSyncResults, type SyncType } from './sync-context.ts';

/** What {@link ProcessManager} is made with. Other options are refused with `CONFIGURATION_INVALID`. */
export interface ProcessManagerDependencies {
  readonly createProcess: CreateProcess;
  readonly getProcess: GetProcess;
  readonly updateProcessState: UpdateProcessState;
  readonly updateProcessMetrics: UpdateProcessMetrics;
  /** Required, unless the deprecated `steerProcess` is given. */
  readonly controlProcess?: ControlProcess | undefined;
  /** @deprecated It is called `controlProcess`. */
  readonly steerProcess?: ControlProcess | undefined;
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly clock: Clock;
  /** Names updates that have no id of their own. @defaultValue random ids */
  readonly ids?: IdGenerator | undefined;
}

const OPTIONS = {
  required: ['createProcess', 'getProcess', 'updateProcessState', 'updateProcessMetrics', 'controlProcess', 'applyProcessUpdates', 'clock'],
  optional: ['ids'],
};

/** What a new sync needs. */
export interface CreateSyncProcessData {
  readonly userId: string;
  readonly integrationId: string;
  readonly connector: string;
  readonly personObjectType: string;
  readonly syncType: SyncType;
  /** People per page. */
  readonly pageSize: number;
  /** Only people changed since then (ISO 8601). @defaultValue null */
  readonly lastSyncedTimestamp?: string | null | undefined;
  /** Write also what Quo is known to hold. @defaultValue false */
  readonly force?: boolean | undefined;
  /** The sync that this one follows. */
  readonly catchUpOf?: string | undefined;
  /** @defaultValue a new one */
  readonly processId?: string | undefined;
  /** Units that are known from the start. */
  readonly announced?: CreateProcessData['announced'];
  /** Notes that its pages are to be queued, for a caller that creates it without messages: see `dueAtOf`. @defaultValue false */
  readonly requeue?: boolean | undefined;
  /** Sent when the process is stored, in one step with it. */
  readonly firstMessages?: readonly Pick<MessageEffect, 'event' | 'data'>[] | undefined;
}

/** @returns the name of a sync's process: one per integration and object type. */
export function syncProcessName({
  integrationId,
  personObjectType,
  syncType,
}: Pick<CreateSyncProcessData, 'integrationId' | 'personObjectType' | 'syncType'>): string {
  return `${integrationId}-${personObjectType}-${syncType === 'WEBHOOK' ? 'webhook' : 'sync'}`;
}

/** Unlike the name it cannot be mistaken: ids and types may hold hyphens themselves. */
function syncActiveKey({ integrationId, personObjectType }: CreateSyncProcessData): string {
  return `${CRM_SYNC.type}/${encodeURIComponent(integrationId)}/${encodeURIComponent(personObjectType)}`;
}

/** How a failed sync goes on. */
export interface ReopenOptions extends UpdateOptions {
  /** Only those of these pages that failed. @defaultValue all that failed */
  readonly pages?: readonly Interval[] | undefined;
}

/** Which life of a process an update belongs to. */
export interface LifeOptions {
  /** How often the process had been re-opened when the work began. @defaultValue any life */
  readonly generation?: number | undefined;
}

function lifeOf({ generation }: LifeOptions): { readonly generation?: number } {
  return generation === undefined ? {} : { generation };
}

/** The life of a sync's process, in the words of Frigg. */
export class ProcessManager {
  readonly #dependencies: ProcessManagerDependencies & { readonly controlProcess: ControlProcess };
  readonly #ids: IdGenerator;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor({ steerProcess, ...dependencies }: ProcessManagerDependencies) {
    const { controlProcess = steerProcess } = dependencies;
    checkDependencies('ProcessManager', { ...dependencies, controlProcess }, OPTIONS);
    // Checked above; only the compiler does not know.
    this.#dependencies = { ...dependencies, controlProcess: controlProcess as ControlProcess };
    this.#ids = dependencies.ids ?? createRandomIds(dependencies.clock);
  }

  /**
   * Creates the process of a sync. Of initial and ongoing syncs there is one at a time per integration and object type.
   * @throws {ActiveProcessExistsError} when one is under way.
   * @throws {ProcessConflictError} when `processId` is given and taken.
   * @throws {InvalidProcessDataError} when the owner or another field is missing.
   */
  async createSyncProcess(data: CreateSyncProcessData): Promise<Process> {
    const {
      userId,
      integrationId,
      connector,
      personObjectType,
      syncType,
      pageSize,
      lastSyncedTimestamp = null,
      announced,
      firstMessages,
      force,
      catchUpOf,
      requeue,
      processId,
      ...unknown
    } = data;
    const unknownKeys = Object.keys(unknown);
    if (unknownKeys.length > 0) throw new InvalidProcessDataError(`A new sync has unknown keys: ${unknownKeys.join(', ')}`);
    const name = syncProcessName(data);
    const startTime = toIso(this.#dependencies.clock.now());
    const marks = { ...(force === true && { force }), ...(catchUpOf !== undefined && { catchUpOf }), ...(requeue === true && { requeue }) };
    return this.#dependencies.createProcess.execute({
      id: processId,
      userId,
      integrationId,
      name,
      type: CRM_SYNC.type,
      context: newSyncContext({ connector, syncType, personObjectType, pageSize, startTime, lastSyncedTimestamp, ...marks }),
      results: newSyncResults(),
      activeKey: syncType === 'WEBHOOK' ? null : syncActiveKey(data),
      announced,
      firstMessages,
    });
  }

  /** @returns the process, or `null` when there is none. */
  async getProcess(processId: string, options?: CallOptions): Promise<Process | null> {
    return this.#dependencies.getProcess.execute(processId, options);
  }

  /** Moves a sync along its states. */
  async updateState(processId: string, state: string, contextUpdates?: JsonObject, options?: UpdateOptions): Promise<Process> {
    return this.#dependencies.updateProcessState.execute(processId, state, contextUpdates, options);
  }

  /** Merges keys into the context, whatever the state. */
  async updateContext(processId: string, contextUpdates: JsonObject, options?: UpdateOptions): Promise<Process> {
    return this.#dependencies.updateProcessState.updateContextOnly(processId, contextUpdates, options);
  }

  /** Adds to the counters. Pages count through {@link ProcessManager.apply}, once each. */
  async updateMetrics(processId: string, metrics: ProcessMetrics, options?: UpdateOptions): Promise<Process> {
    return this.#dependencies.updateProcessMetrics.execute(processId, metrics, options);
  }

  /** Pauses a sync where it stands. */
  async pause(processId: string, reason?: WaitingReason, options?: UpdateOptions): Promise<Process> {
    return this.#dependencies.controlProcess.pause(processId, reason, options);
  }

  /**
   * Lets a paused sync go on where it stood. That what it lacks has to be queued again is noted in the same save
   * (`context.requeue`, with `context.resumed`): where the caller crashes before it does so, the watchdog does. See
   * `SyncControl.resumeSync`.
   */
  async resume(processId: string, options?: UpdateOptions): Promise<Process> {
    return this.#goOn('RESUME_PROCESS', processId, options);
  }

  /** Ends a sync for good; work that is in hand is finished, nothing is counted after. */
  async cancel(processId: string, options?: UpdateOptions): Promise<Process> {
    return this.#dependencies.controlProcess.cancel(processId, options);
  }

  /** Lets a failed sync go on. What it lacks has to be queued again, which is noted as {@link ProcessManager.resume} does. */
  async reopen(processId: string, options: ReopenOptions = {}): Promise<Process> {
    return this.#goOn('REOPEN_PROCESS', processId, options);
  }

  /** Ends a sync as failed, with the reason. Does nothing when it has ended, or was re-opened since `options.generation`. */
  async handleProcessError(processId: string, error: ProcessErrorEntry, options: LifeOptions = {}): Promise<Process> {
    return this.#applyOne({ type: 'HANDLE_ERROR', processId: toProcessId(processId), updateId: 'error', error, ...lifeOf(options) });
  }

  /** Ends a sync whose pages are all settled. Does nothing when it has ended, or was re-opened since `options.generation`. */
  async completeProcess(processId: string, options: LifeOptions = {}): Promise<Process> {
    return this.#applyOne({ type: 'COMPLETE_PROCESS', processId: toProcessId(processId), updateId: 'complete', ...lifeOf(options) });
  }

  /**
   * Ends a sync whose pages are all settled, and notes in the same save when to check that what follows it was started.
   * @param process - As it was loaded to be completed.
   * @param checkAt - ISO 8601; see `dueAtOf`.
   */
  async completeWithFollowUps(process: Process, checkAt: string): Promise<Process> {
    const { id: processId } = process;
    const updates: readonly ProcessUpdate[] = [
      withGeneration(process, { type: 'UPDATE_STATE', processId, updateId: 'follow-ups', contextUpdates: { checkAt } }),
      withGeneration(process, { type: 'COMPLETE_PROCESS', processId, updateId: 'complete' }),
    ];
    const applied = await this.apply(updates);
    return applied.at(-1)?.process ?? process;
  }

  /** Folds updates in; those of one process are stored in one save. */
  async apply(updates: readonly ProcessUpdate[]): Promise<readonly AppliedUpdate[]> {
    return this.#dependencies.applyProcessUpdates.execute(updates);
  }

  /** Sends messages that the process has decided on and that may never have been sent. */
  async dispatchPending(processId: string): Promise<Process> {
    return this.#dependencies.applyProcessUpdates.dispatchPending(toProcessId(processId));
  }

  async #goOn(type: 'RESUME_PROCESS' | 'REOPEN_PROCESS', processId: string, options: ReopenOptions = {}): Promise<Process> {
    const { updateId = this.#ids.next(), pages } = options;
    const id = toProcessId(processId);
    const [applied] = await this.apply([
      { type, processId: id, updateId, ...(pages !== undefined && { units: pages }) },
      {
        type: 'UPDATE_STATE',
        processId: id,
        updateId: `${updateId}:requeue`,
        contextUpdates: { requeue: true, resumed: type === 'RESUME_PROCESS' },
      },
    ]);
    if (applied === undefined) throw new InvalidProcessDataError(`The update of process ${processId} was not answered`);
    return applied.process;
  }

  async #applyOne(update: ProcessUpdate): Promise<Process> {
    const [applied] = await this.apply([update]);
    if (applied === undefined) throw new InvalidProcessDataError(`The update of process ${update.processId} was not answered`);
    return applied.process;
  }
}

import {
  ApplyProcessUpdates,
  ControlProcess,
  CreateProcess,
  GetProcess,
  UpdateProcessMetrics,
  UpdateProcessState,
  type Clock,
  type IdGenerator,
  type Logger,
  type ProcessRepository,
  type ProgressPublisher,
  type EffectDispatcher,
  type MessageEffect,
  type Process,
} from '@frigg-crm/core';
import { ProcessManager } from './process-manager.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { CRM_SYNC } from './crm-sync-process-type.ts';
import { readSyncMessage, type SyncMessage } from '../queue/sync-message.ts';
import { addressOf } from './message-address.ts';

export interface CreateProcessManagerDependencies {
  readonly processRepository: ProcessRepository;
  /** Absent: this program sends no messages, so no process here may decide on one. */
  readonly queueManager?: QueueManager | undefined;
  readonly publisher?: ProgressPublisher | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdGenerator;
}

/** Wires the use cases of core for syncs; all share one group commit. */
export function createProcessManager({
  processRepository,
  queueManager,
  publisher,
  clock,
  logger,
  ids,
}: CreateProcessManagerDependencies): {
  readonly processManager: ProcessManager;
  readonly applyProcessUpdates: ApplyProcessUpdates;
} {
  const processTypes = [CRM_SYNC];
  const dispatcher = queueManager === undefined ? undefined : createSyncEffectDispatcher(queueManager);
  const applyProcessUpdates = new ApplyProcessUpdates({ processRepository, processTypes, dispatcher, publisher, clock, logger });
  const shared = { processRepository, processTypes, applyProcessUpdates, clock, ids };
  const processManager = new ProcessManager({
    createProcess: new CreateProcess(shared),
    getProcess: new GetProcess(shared),
    updateProcessState: new UpdateProcessState(shared),
    updateProcessMetrics: new UpdateProcessMetrics(shared),
    controlProcess: new ControlProcess(shared),
    applyProcessUpdates,
    clock,
    ids,
  });
  return { processManager, applyProcessUpdates };
}

/** Puts the messages that a sync's process decides on onto the queues. */
function createSyncEffectDispatcher(queueManager: QueueManager): EffectDispatcher {
  return {
    async dispatch(process, effects, options = {}) {
      for (const effect of effects) await queueManager.queue(toSyncMessage(process, effect), options);
    },
  };
}

/** The effect says what to do; the address stands in the process. */
function toSyncMessage(process: Process, { event, data }: MessageEffect): SyncMessage {
  return readSyncMessage({ v: 1, event, data: { ...data, ...addressOf(process) } });
}

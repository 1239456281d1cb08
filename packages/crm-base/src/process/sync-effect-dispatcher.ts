import type { EffectDispatcher, MessageEffect, Process } from '@frigg-crm/core';
import { decodeSyncMessage, type SyncMessage } from '../queue/sync-message.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { readSyncContext } from './sync-context.ts';

/** Puts the messages that a sync's process decides on onto the queues. */
export function createSyncEffectDispatcher(queueManager: QueueManager): EffectDispatcher {
  return {
    async dispatch(process, effects, options = {}) {
      for (const effect of effects) await queueManager.queue(toSyncMessage(process, effect), options);
    },
  };
}

/** The effect says what to do; whom it concerns stands in the process. */
function toSyncMessage(process: Process, { event, data }: MessageEffect): SyncMessage {
  const { connector, personObjectType } = readSyncContext(process);
  const address = { integrationId: process.integrationId, connector, personObjectType, processId: process.id };
  return decodeSyncMessage(JSON.stringify({ v: 1, event, data: { ...data, ...address } }));
}

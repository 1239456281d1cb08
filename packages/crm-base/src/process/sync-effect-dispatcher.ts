import type { EffectDispatcher, MessageEffect, Process } from '@frigg-crm/core';
import { readSyncMessage, type SyncMessage } from '../queue/sync-message.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { addressOf } from './message-address.ts';

/** Puts the messages that a sync's process decides on onto the queues. */
export function createSyncEffectDispatcher(queueManager: QueueManager): EffectDispatcher {
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

import { InvalidMessageError, type CallOptions, type EffectDispatcher, type MessageEffect, type Process } from '@frigg-crm/core';
import { decodeSyncMessage, type SyncMessage } from '../messages/sync-message.ts';
import type { QueueManager } from '../queue-manager.ts';
import { readSyncContext } from './sync-context.ts';

/** Puts the messages that a sync's process decides on onto the queues. */
export function createSyncEffectDispatcher(queueManager: QueueManager): EffectDispatcher {
  return {
    async dispatch(process, effects, options = {}) {
      for (const effect of effects) await queue(queueManager, toSyncMessage(process, effect), options);
    },
  };
}

/** The effect says what to do; whom it concerns stands in the process. */
function toSyncMessage(process: Process, { event, data }: MessageEffect): SyncMessage {
  const { connector, personObjectType } = readSyncContext(process);
  const address = { integrationId: process.integrationId, connector, personObjectType, processId: process.id };
  return decodeSyncMessage(JSON.stringify({ v: 1, event, data: { ...data, ...address } }));
}

async function queue(queueManager: QueueManager, message: SyncMessage, options: CallOptions): Promise<void> {
  switch (message.event) {
    case 'FETCH_PERSON_PAGE':
      return queueManager.queueFetchPersonPage(message.data, options);
    case 'FAN_OUT_PAGES':
      return queueManager.fanOutPages(message.data, options);
    case 'PROCESS_PERSON_BATCH':
      return queueManager.queueProcessPersonBatch(message.data, options);
    case 'COMPLETE_SYNC':
      return queueManager.queueCompleteSync(message.data, options);
    default:
      throw new InvalidMessageError(`No queue carries the event ${JSON.stringify(message satisfies never)}`);
  }
}

import type { CallOptions, MessageQueue, OutgoingMessage } from '@frigg-crm/core';
import {
  encodeSyncMessage,
  type FanOutPagesData,
  type FetchPersonPageData,
  type MessageAddress,
  type ProcessPersonBatchData,
  type SyncMessage,
} from './messages/sync-message.ts';

export interface QueueManagerDependencies {
  /** Carries FETCH_PERSON_PAGE and FAN_OUT_PAGES: few messages, each of which runs long. */
  readonly fetchQueue: MessageQueue;
  /** Carries PROCESS_PERSON_BATCH and COMPLETE_SYNC. */
  readonly workQueue: MessageQueue;
}

export interface SendOptions extends CallOptions {
  /** Whole seconds, 0 to 900. @defaultValue 0 */
  readonly delaySeconds?: number | undefined;
}

/** Puts the messages of a sync on their queues. */
export class QueueManager {
  readonly #fetchQueue: MessageQueue;
  readonly #workQueue: MessageQueue;

  constructor({ fetchQueue, workQueue }: QueueManagerDependencies) {
    this.#fetchQueue = fetchQueue;
    this.#workQueue = workQueue;
  }

  /** Has the pages of a sync fetched, from where its process stands. */
  async queueFetchPersonPage(data: FetchPersonPageData, options: SendOptions = {}): Promise<void> {
    await this.#fetchQueue.send([toOutgoing({ v: 1, event: 'FETCH_PERSON_PAGE', data }, options)], options);
  }

  /** Has the pages `from` to `to - 1` queued, as fast as they are worked off. */
  async fanOutPages(data: FanOutPagesData, options: SendOptions = {}): Promise<void> {
    await this.#fetchQueue.send([toOutgoing({ v: 1, event: 'FAN_OUT_PAGES', data }, options)], options);
  }

  /** Has people written to Quo. */
  async queueProcessPersonBatch(data: ProcessPersonBatchData, options: SendOptions = {}): Promise<void> {
    await this.queueProcessPersonBatches([data], options);
  }

  /** Has people written to Quo, many units at once. People that do not fit into a message are fetched again instead. */
  async queueProcessPersonBatches(batches: readonly ProcessPersonBatchData[], options: SendOptions = {}): Promise<void> {
    await this.#workQueue.send(
      batches.map((data) => this.#fitting(data, options)),
      options,
    );
  }

  /** Has the sync completed. */
  async queueCompleteSync(data: MessageAddress, options: SendOptions = {}): Promise<void> {
    await this.#workQueue.send([toOutgoing({ v: 1, event: 'COMPLETE_SYNC', data }, options)], options);
  }

  /**
   * A page can be larger than a message. Then only its reference travels, and the whole page is worked on again:
   * writing people is repeatable, so nothing carried over may be counted on top.
   */
  #fitting(data: ProcessPersonBatchData, options: SendOptions): OutgoingMessage {
    const whole = toOutgoing({ v: 1, event: 'PROCESS_PERSON_BATCH', data }, options);
    if (data.records === undefined || Buffer.byteLength(whole.body) <= this.#workQueue.limits.maxMessageBytes) return whole;
    const { records: _tooLarge, carried: _void, ...reference } = data;
    return toOutgoing({ v: 1, event: 'PROCESS_PERSON_BATCH', data: reference }, options);
  }
}

function toOutgoing(message: SyncMessage, { delaySeconds }: SendOptions): OutgoingMessage {
  return {
    body: encodeSyncMessage(message),
    groupId: message.data.integrationId,
    deduplicationId: deduplicationIdOf(message),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  };
}

/** Names the work, never the time: the same work queued twice is the same message. */
function deduplicationIdOf({ event, data }: SyncMessage): string {
  const parts: (string | number)[] = [data.processId, event];
  if ('unit' in data) parts.push(data.unit);
  if ('from' in data) parts.push(data.from);
  if ('attempt' in data) parts.push(data.attempt);
  return parts.join(':');
}

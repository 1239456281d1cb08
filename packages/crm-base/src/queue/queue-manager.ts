import type { CallOptions, MessageQueue, OutgoingMessage } from '@frigg-crm/core';
import { assertNever, checkDependencies, toGroupId } from '@frigg-crm/core/adapter';
import { encodeIntegrationMessage, type IntegrationMessage } from './integration-message.ts';
import {
  encodeSyncMessage,
  readSyncMessage,
  type FanOutPagesData,
  type FetchPersonPageData,
  type MessageAddress,
  type ProcessPersonBatchData,
  type SweepDeletedData,
  type SyncMessage,
} from './sync-message.ts';

/** The queues that {@link QueueManager} sends to. Other options are refused with `CONFIGURATION_INVALID`. */
export interface QueueManagerDependencies {
  /** Carries FETCH_PERSON_PAGE, FAN_OUT_PAGES and SWEEP_DELETED: few messages, each of which runs long. A standard queue, as the other one. */
  readonly fetchQueue: MessageQueue;
  /** Carries PROCESS_PERSON_BATCH and COMPLETE_SYNC, and what belongs to no sync. */
  readonly workQueue: MessageQueue;
}

/** How a message is sent. */
export interface SendOptions extends CallOptions {
  /** Whole seconds, 0 to 900. @defaultValue 0 */
  readonly delaySeconds?: number | undefined;
}

/** Puts the messages of a sync on their queues. What a worker would refuse is not sent: `INVALID_MESSAGE` says where it deviates. */
export class QueueManager {
  readonly #fetchQueue: MessageQueue;
  readonly #workQueue: MessageQueue;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: QueueManagerDependencies) {
    checkDependencies('QueueManager', dependencies, { required: ['fetchQueue', 'workQueue'] });
    this.#fetchQueue = dependencies.fetchQueue;
    this.#workQueue = dependencies.workQueue;
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

  /** Has people found that are in Quo and gone from the CRM. */
  async queueSweepDeleted(data: SweepDeletedData, options: SendOptions = {}): Promise<void> {
    await this.#fetchQueue.send([toOutgoing({ v: 1, event: 'SWEEP_DELETED', data }, options)], options);
  }

  /** Has an integration reconciled, or an entry of its inbox worked on. */
  async queueIntegrationMessages(messages: readonly IntegrationMessage[], { delaySeconds, ...options }: SendOptions = {}): Promise<void> {
    const outgoing = messages.map((message) => ({
      body: encodeIntegrationMessage(message),
      groupId: toGroupId(message.data.integrationId),
      delaySeconds,
    }));
    await this.#workQueue.send(outgoing, options);
  }

  /** @returns whether the queues outlive programs and still hold messages of the integration; `false` where they cannot say. */
  async hasMessages(integrationId: string, options: CallOptions = {}): Promise<boolean> {
    const groupId = toGroupId(integrationId);
    for (const queue of [this.#fetchQueue, this.#workQueue]) if ((await queue.hasGroup?.(groupId, options)) === true) return true;
    return false;
  }

  /** Puts any message of a sync on the queue that carries it. */
  async queue(message: SyncMessage, options: SendOptions = {}): Promise<void> {
    switch (message.event) {
      case 'FETCH_PERSON_PAGE':
        return this.queueFetchPersonPage(message.data, options);
      case 'FAN_OUT_PAGES':
        return this.fanOutPages(message.data, options);
      case 'PROCESS_PERSON_BATCH':
        return this.queueProcessPersonBatch(message.data, options);
      case 'COMPLETE_SYNC':
        return this.queueCompleteSync(message.data, options);
      case 'SWEEP_DELETED':
        return this.queueSweepDeleted(message.data, options);
      default:
        return assertNever(message);
    }
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
  // Programs in JavaScript may pass anything.
  readSyncMessage(message);
  return {
    body: encodeSyncMessage(message),
    groupId: toGroupId(message.data.integrationId),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  };
}

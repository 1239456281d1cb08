import {
  FriggCrmError,
  assertNever,
  handleEachMessage,
  type CallOptions,
  type MessageQueue,
  type ReceivedMessage,
  type Verdict,
} from '@frigg-crm/core';
import { UnknownIntegrationError } from '../errors/unknown-integration-error.ts';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import { decodeSyncMessage, type SyncMessage } from '../messages/sync-message.ts';
import { handleCompleteSync } from './complete-sync-handler.ts';
import { handleFanOutPages } from './fan-out-pages-handler.ts';
import { giveUpOnBatch } from './batch-outcome.ts';
import { handleFetchPersonPage } from './fetch-person-page-handler.ts';
import { handleProcessPersonBatch } from './process-person-batch-handler.ts';
import { retryDelaySeconds, toErrorEntry } from './retry-delay.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** @returns the integration that a message names, ready to work; `undefined` when there is none. */
export type ResolveIntegration = (address: {
  readonly integrationId: string;
  readonly connector: string;
}) => Promise<CrmIntegration | undefined>;

export interface SyncWorkersOptions extends CallOptions {
  readonly resolveIntegration: ResolveIntegration;
  /** Messages of the work queue that are handled at once. @defaultValue 10 */
  readonly concurrency?: number | undefined;
  /** Messages of the fetch queue that are handled at once. @defaultValue 2 */
  readonly fetchConcurrency?: number | undefined;
}

export interface SyncQueues {
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
}

/** Works on both queues until `signal` is aborted. Resolves when the last message in hand is finished. */
export async function runSyncWorkers(dependencies: SyncDependencies, queues: SyncQueues, options: SyncWorkersOptions): Promise<void> {
  const { resolveIntegration, signal, concurrency = 10, fetchConcurrency = 2 } = options;
  const handler = handleEachMessage(async (message, call) => handleMessage(dependencies, { message, resolveIntegration }, call));
  await Promise.all([
    queues.fetchQueue.consume(handler, { concurrency: fetchConcurrency, signal }),
    queues.workQueue.consume(handler, { concurrency, signal }),
  ]);
}

interface Delivery {
  readonly message: ReceivedMessage;
  readonly resolveIntegration: ResolveIntegration;
}

async function handleMessage(
  dependencies: SyncDependencies,
  { message, resolveIntegration }: Delivery,
  options: CallOptions,
): Promise<Verdict> {
  let decoded: SyncMessage | undefined;
  try {
    decoded = decodeSyncMessage(message.body);
    const { integrationId, connector, processId } = decoded.data;
    const integration = await resolveIntegration({ integrationId, connector });
    if (integration === undefined)
      throw new UnknownIntegrationError(`No integration ${integrationId} of connector ${connector} can be loaded here`);
    await route(dependencies, integration, decoded, options);
    // The attempt before may have stored what follows and died before it was sent.
    if (message.receiveCount > 1) await dependencies.processManager.dispatchPending(processId);
    return { kind: 'done' };
  } catch (error) {
    if (options.signal?.aborted === true) return handBack(dependencies, message, decoded);
    if (message.isLastAttempt && decoded !== undefined) await endWithReason(dependencies, decoded, error);
    return judge(dependencies, message, error);
  }
}

/** Somebody stops the worker: that is no failure of the message, so on its last attempt a new one takes its place. */
async function handBack(
  { queueManager, logger }: SyncDependencies,
  message: ReceivedMessage,
  decoded: SyncMessage | undefined,
): Promise<Verdict> {
  if (message.isLastAttempt && decoded !== undefined) {
    try {
      await queueManager.queue(decoded);
      return { kind: 'done' };
    } catch (error) {
      logger.error({ messageId: message.id, code: toErrorEntry(error).code }, 'a message could not be handed back');
    }
  }
  return { kind: 'retry', delaySeconds: 0 };
}

/** After its last attempt nobody hears of a message again: the sync must not wait for it for ever. */
async function endWithReason(dependencies: SyncDependencies, { event, data }: SyncMessage, error: unknown): Promise<void> {
  const { processManager, logger } = dependencies;
  try {
    if (event === 'PROCESS_PERSON_BATCH') return await giveUpOnBatch(dependencies, data, error);
    const process = await processManager.getProcess(data.processId);
    // Of a fetch that is finished, a late message is not missed.
    if (process?.ledger.closed === true && event !== 'COMPLETE_SYNC') return;
    await processManager.handleProcessError(data.processId, toErrorEntry(error));
  } catch (failure) {
    logger.error({ processId: data.processId, event, code: toErrorEntry(failure).code }, 'the end of a unit could not be stored');
  }
}

/**
 * What can never be read goes to the dead-letter queue with the reason; everything else comes again. A worker that does
 * not know the integration may have been started with an older list of them.
 */
function judge({ logger, random }: SyncDependencies, message: ReceivedMessage, error: unknown): Verdict {
  // The sync was deleted while its messages were on their way: nothing is left to do.
  if (FriggCrmError.hasCode(error, 'PROCESS_NOT_FOUND')) return { kind: 'done' };
  logger.warn(
    { messageId: message.id, code: toErrorEntry(error).code, receiveCount: message.receiveCount },
    'a message could not be handled',
  );
  const isHopeless = FriggCrmError.hasCode(error, 'INVALID_MESSAGE') || message.isLastAttempt;
  if (isHopeless && FriggCrmError.is(error)) return { kind: 'dead-letter', reason: error.message };
  return { kind: 'retry', delaySeconds: retryDelaySeconds({ attempt: message.receiveCount - 1, random, errors: [error] }) };
}

async function route(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  message: SyncMessage,
  options: CallOptions,
): Promise<void> {
  switch (message.event) {
    case 'FETCH_PERSON_PAGE':
      return handleFetchPersonPage(dependencies, integration, message.data, options);
    case 'FAN_OUT_PAGES':
      return handleFanOutPages(dependencies, integration, message.data, options);
    case 'PROCESS_PERSON_BATCH':
      return handleProcessPersonBatch(dependencies, integration, message.data, options);
    case 'COMPLETE_SYNC':
      return handleCompleteSync(dependencies, message.data);
    default:
      return assertNever(message);
  }
}

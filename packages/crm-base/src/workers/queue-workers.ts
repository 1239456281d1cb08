import {
  FriggCrmError,
  handleEachMessage,
  type CallOptions,
  type MessageQueue,
  type Process,
  type ReceivedMessage,
  type Verdict,
} from '@frigg-crm/core';
import { assertNever } from '@frigg-crm/core/adapter';
import { handleSweepDeleted } from '../sync/deletions/sweep-deleted-handler.ts';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { UnknownMessageError } from '../failures/unknown-message-error.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ResolveIntegration } from '../connector/resolve-integration.ts';
import { assertAddressedTo, isOfEarlierLife } from '../process/message-address.ts';
import { isIntegrationEvent, readIntegrationMessage } from '../queue/integration-message.ts';
import { parseJson, readSyncMessage, type SyncMessage } from '../queue/sync-message.ts';
import { runTogether } from './run-together.ts';
import type { IntegrationWork } from './integration-work.ts';
import { handleCompleteSync } from '../sync/complete-sync-handler.ts';
import { handleFanOutPages } from '../sync/fan-out-pages-handler.ts';
import { endWithReason } from './end-with-reason.ts';
import { handleFetchPersonPage } from '../sync/fetch-person-page-handler.ts';
import { handleProcessPersonBatch } from '../sync/process-person-batch-handler.ts';
import { verifyAccounts } from './verify-accounts.ts';
import { deferMessage, type ApiMessage } from '../sync/defer-message.ts';
import { retryDelaySeconds } from '../failures/retry-delay.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { withWorkDeadline } from '../failures/with-work-deadline.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/** What the workers of an engine are run with. They stop when `signal` is aborted. */
export interface SyncWorkersOptions extends CallOptions {
  readonly resolveIntegration: ResolveIntegration;
  /** Works on what belongs to no sync: webhooks, set-ups. @defaultValue none: another worker has to */
  readonly integrationWork?: IntegrationWork | undefined;
  /**
   * Makes sure that the accounts of an integration are still those of before, as `AccountGuard.verify` does.
   * @defaultValue that of the engine's store, if it keeps documents
   */
  readonly verifyAccounts?: ((integration: CrmIntegration) => Promise<void>) | undefined;
  /** Messages of the work queue that are handled at once: more than pages are read at once, since others are written meanwhile. @defaultValue 32 */
  readonly concurrency?: number | undefined;
  /** Messages of the fetch queue that are handled at once. @defaultValue 16 */
  readonly fetchConcurrency?: number | undefined;
}

export interface SyncQueues {
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
}

/** Works on both queues until `signal` is aborted. Resolves when the last message in hand is finished. */
export async function runQueueWorkers(dependencies: SyncDependencies, queues: SyncQueues, options: SyncWorkersOptions): Promise<void> {
  const { resolveIntegration, integrationWork, signal, concurrency = 32, fetchConcurrency = 16 } = options;
  const handler = handleEachMessage(async (message, call) =>
    handleMessage(dependencies, { message, resolveIntegration, integrationWork }, call),
  );
  await runTogether(
    {
      'the consumer of the fetch queue': async (call) => queues.fetchQueue.consume(handler, { ...call, concurrency: fetchConcurrency }),
      'the consumer of the work queue': async (call) => queues.workQueue.consume(handler, { ...call, concurrency }),
    },
    { signal },
  );
}

/** A message, and what its handling needs of the program. */
export interface Delivery extends Pick<SyncWorkersOptions, 'resolveIntegration' | 'integrationWork'> {
  readonly message: ReceivedMessage;
}

/** Handles a message of either queue. @returns what becomes of it. */
export async function handleMessage(dependencies: SyncDependencies, delivery: Delivery, options: CallOptions): Promise<Verdict> {
  const json = parseJson(delivery.message.body);
  return isIntegrationEvent(json)
    ? handleIntegrationMessage(dependencies, { ...delivery, json }, options)
    : handleSyncMessage(dependencies, { ...delivery, json }, options);
}

async function handleIntegrationMessage(
  dependencies: SyncDependencies,
  { message, resolveIntegration, integrationWork, json }: Delivery & { readonly json: unknown },
  options: CallOptions,
): Promise<Verdict> {
  const decoded = decode(json, readIntegrationMessage);
  if ('unreadable' in decoded) return judge(dependencies, message, { error: decoded.unreadable, isUnreadable: true });
  try {
    const { event } = decoded.message;
    if (integrationWork === undefined) throw new UnknownMessageError(`This worker takes no ${event}: give it integrationWork`);
    await inTime(dependencies, options, async (call) => integrationWork.handle(decoded.message, resolveIntegration, call));
    return { kind: 'done' };
  } catch (error) {
    if (options.signal?.aborted === true) return { kind: 'retry', delaySeconds: 0 };
    return judge(dependencies, message, { error });
  }
}

async function handleSyncMessage(
  dependencies: SyncDependencies,
  { message, resolveIntegration, json }: Delivery & { readonly json: unknown },
  options: CallOptions,
): Promise<Verdict> {
  const decoded = decode(json, readSyncMessage);
  if ('unreadable' in decoded) return judge(dependencies, message, { error: decoded.unreadable, isUnreadable: true });
  try {
    await inTime(dependencies, options, async (call) => work(dependencies, { decoded: decoded.message, resolveIntegration }, call));
    // The attempt before may have stored what follows, and its worker crashed before it was sent.
    if (message.receiveCount > 1) await dependencies.processManager.dispatchPending(decoded.message.data.processId);
    return { kind: 'done' };
  } catch (error) {
    if (options.signal?.aborted === true) return requeueOnShutdown(dependencies, message, decoded.message);
    if (message.isLastAttempt) await endWithReason(dependencies, decoded.message, error);
    return judge(dependencies, message, { error });
  }
}

/** Apart from the work: an error of the same code that the work throws says nothing of the message. */
function decode<Message>(
  json: unknown,
  read: (json: unknown) => Message,
): { readonly message: Message } | { readonly unreadable: unknown } {
  try {
    return { message: read(json) };
  } catch (unreadable) {
    return { unreadable };
  }
}

/** How long a message may be worked on beyond the time for fetching, in milliseconds. Together: as long as a claim of people. */
const MESSAGE_GRACE_MS = 600_000;

/** A connector that hangs would keep the message, and one of the workers, for ever. */
async function inTime(
  { clock, fetchTimeBudgetMs, deadlineMs = Infinity }: SyncDependencies,
  { signal }: CallOptions,
  handle: (call: CallOptions) => Promise<void>,
): Promise<void> {
  const ms = Math.min(fetchTimeBudgetMs + MESSAGE_GRACE_MS, deadlineMs - clock.now());
  await withWorkDeadline(clock, { what: 'The work on a message', ms, signal }, handle);
}

/** Does what a message says, unless its integration is gone or must not call its APIs now. */
async function work(
  dependencies: SyncDependencies,
  { decoded, resolveIntegration }: { readonly decoded: SyncMessage; readonly resolveIntegration: ResolveIntegration },
  options: CallOptions,
): Promise<void> {
  const { integrationId, connector, processId } = decoded.data;
  const process = await dependencies.processManager.getProcess(processId, options);
  // The sync was deleted while its messages were on their way.
  if (process === null) return;
  assertAddressedTo(process, decoded.data);
  const integration = await resolveIntegration({ integrationId, connector });
  if (integration === 'deleted') {
    await dependencies.processManager.cancel(processId, { updateId: 'deleted' });
    return;
  }
  if (integration?.integrationId !== integrationId || integration.connector !== connector)
    throw new UnknownIntegrationError(`No integration ${integrationId} of connector ${connector} can be loaded here`);
  const waitMs = usesApis(decoded) ? await dependencies.gate.throttledForMs(integrationId) : 0;
  if (usesApis(decoded) && waitMs > 0) return deferMessage(dependencies, { process, message: decoded, waitMs }, options);
  if (usesApis(decoded) && !(await verifyAccounts(dependencies, { integration, process, message: decoded }, options))) return;
  return route(dependencies, { integration, process, message: decoded }, options);
}

function usesApis(message: SyncMessage): message is ApiMessage {
  return message.event === 'FETCH_PERSON_PAGE' || message.event === 'PROCESS_PERSON_BATCH' || message.event === 'SWEEP_DELETED';
}

/** A shutdown of the worker is no failure of the message, so on its last attempt a new one takes its place. */
async function requeueOnShutdown(
  { queueManager, logger }: SyncDependencies,
  message: ReceivedMessage,
  decoded: SyncMessage,
): Promise<Verdict> {
  if (message.isLastAttempt) {
    try {
      await queueManager.queue(decoded);
      return { kind: 'done' };
    } catch (error) {
      logger.error({ messageId: message.id, code: toErrorEntry(error).code }, 'a message could not be requeued on shutdown');
    }
  }
  return { kind: 'retry', delaySeconds: 0 };
}

/**
 * An unreadable message, and one that does not belong to its process, go to the dead-letter queue with the reason;
 * everything else is retried. A worker that does not know the integration may have been started with an older list of
 * them, and one that does not know the message may be older than its sender: another worker may know.
 */
function judge(
  { logger, random }: SyncDependencies,
  message: ReceivedMessage,
  { error, isUnreadable = false }: { readonly error: unknown; readonly isUnreadable?: boolean },
): Verdict {
  // The sync was deleted while its messages were on their way: nothing is left to do.
  if (FriggCrmError.hasCode(error, 'PROCESS_NOT_FOUND')) return { kind: 'done' };
  logger.warn(
    { messageId: message.id, code: toErrorEntry(error).code, receiveCount: message.receiveCount },
    'a message could not be handled',
  );
  const isInvalid =
    (isUnreadable && FriggCrmError.hasCode(error, 'INVALID_MESSAGE')) || FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'MESSAGE_MISMATCH');
  if ((isInvalid || message.isLastAttempt) && FriggCrmError.is(error)) return { kind: 'dead-letter', reason: error.message };
  return { kind: 'retry', delaySeconds: retryDelaySeconds({ attempt: message.receiveCount - 1, random, errors: [error] }) };
}

interface Work {
  readonly integration: CrmIntegration;
  readonly process: Process;
  readonly message: SyncMessage;
}

async function route(dependencies: SyncDependencies, { integration, process, message }: Work, options: CallOptions): Promise<void> {
  const source = { integration, process };
  if (message.event === 'PROCESS_PERSON_BATCH') return handleProcessPersonBatch(dependencies, { ...source, data: message.data }, options);
  // What is missing was queued anew when the process was re-opened.
  if (isOfEarlierLife(process, message.data)) return;
  switch (message.event) {
    case 'FETCH_PERSON_PAGE':
      return handleFetchPersonPage(dependencies, { ...source, data: message.data }, options);
    case 'FAN_OUT_PAGES':
      return handleFanOutPages(dependencies, { ...source, data: message.data }, options);
    case 'COMPLETE_SYNC':
      return handleCompleteSync(dependencies, source, options);
    case 'SWEEP_DELETED':
      return handleSweepDeleted(dependencies, { ...source, data: message.data }, options);
    default:
      return assertNever(message);
  }
}

import { handleEachMessage, type CallOptions, type MessageQueue, type ReceivedMessage, type Verdict } from '@frigg-crm/core';
import { DeadLetterError } from '../failures/dead-letter-error.ts';
import { decodeSyncMessage, parseJson, type MessageAddress, type SyncMessage } from '../queue/sync-message.ts';
import { endWithReason } from './end-with-reason.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';

/**
 * Works on the dead-letter queues of the fetch and the work queue. A message lands there without a reason when its worker
 * crashed in its last attempt. Its unit is settled as failed, so that the sync ends and names it; the letter is not needed
 * any more, because the process remembers what a redrive has to do.
 */
export async function runDeadLetterWorkers(
  dependencies: SyncDependencies,
  queues: readonly MessageQueue[],
  { signal }: CallOptions,
): Promise<void> {
  const handler = handleEachMessage(async (message) => handleDeadLetter(dependencies, message));
  await Promise.all(queues.map(async (queue) => queue.consume(handler, { signal })));
}

/** Works on one dead letter. @returns `retry` for one that stays where an operator finds it. */
export async function handleDeadLetter(dependencies: SyncDependencies, message: Pick<ReceivedMessage, 'body'>): Promise<Verdict> {
  // The entries that these name are stored, and fall due again by themselves.
  if (isStoredElsewhere(message)) return { kind: 'done' };
  const decoded = read(message);
  // An unreadable message, and one that does not belong to its process, stay where an operator finds them.
  if (decoded === undefined) return { kind: 'retry', delaySeconds: MAX_DELAY_SECONDS };
  const isStored = await endWithReason(
    dependencies,
    decoded,
    new DeadLetterError('The work failed in its last attempt without leaving a reason'),
  );
  if (!isStored) return { kind: 'retry', delaySeconds: MAX_DELAY_SECONDS };
  if (decoded.event === 'COMPLETE_SYNC') await requeueFollowUps(dependencies, decoded.data);
  return { kind: 'done' };
}

/** What follows an ended sync is owed until it is started, also where no watchdog runs. */
async function requeueFollowUps({ processManager, queueManager }: SyncDependencies, address: MessageAddress): Promise<void> {
  const process = await processManager.getProcess(address.processId);
  if (process === null || process.endedAt === null || typeof process.context['checkAt'] !== 'string') return;
  await queueManager.queueCompleteSync(address, { delaySeconds: MAX_DELAY_SECONDS });
}

function isStoredElsewhere({ body }: Pick<ReceivedMessage, 'body'>): boolean {
  const json = parseJson(body) as { readonly event?: unknown } | null | undefined;
  return json?.event === 'ON_WEBHOOK' || json?.event === 'POST_CREATE_SETUP';
}

function read({ body }: Pick<ReceivedMessage, 'body'>): SyncMessage | undefined {
  try {
    return decodeSyncMessage(body);
  } catch {
    return undefined;
  }
}

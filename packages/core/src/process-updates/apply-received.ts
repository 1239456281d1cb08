import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { Logger } from '../ports/logger.ts';
import type { ReceivedMessage } from '../ports/message-queue.ts';
import type { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { reasonOf } from '../errors/describe-error.ts';
import { judgeRefusal, type Refusal } from './judge-refusal.ts';
import { decodeProcessUpdate } from './process-update-codec.ts';

interface Readable {
  readonly message: ReceivedMessage;
  readonly update: ProcessUpdate;
}

/** What became of a message with an update. */
export type ReceivedUpdate =
  /** The process knows it, or no longer has to. */
  | (Readable & { readonly kind: 'done' })
  | (Readable & { readonly kind: Exclude<Refusal, 'void'>; readonly error: unknown })
  | { readonly kind: 'unreadable'; readonly message: ReceivedMessage; readonly reason: string };

interface Dependencies {
  readonly applyProcessUpdates: ApplyProcessUpdates;
  readonly logger: Logger;
}

/**
 * Folds the updates of a batch, all in one turn so that they share a save. What is refused then is tried once more,
 * alone: one update that cannot be stored takes the others of its save with it, and one may need what stands behind it.
 * @returns what became of each, in their order. Never rejects.
 */
export async function applyReceived(dependencies: Dependencies, messages: readonly ReceivedMessage[]): Promise<readonly ReceivedUpdate[]> {
  const received = await Promise.all(messages.map(async (message) => applyOne(dependencies, message)));
  if (messages.length === 1) return received;
  const again: ReceivedUpdate[] = [];
  for (const each of received) {
    const isSettled = each.kind !== 'refused' && each.kind !== 'early';
    again.push(isSettled ? each : await applyOne(dependencies, each.message));
  }
  return again;
}

async function applyOne({ applyProcessUpdates, logger }: Dependencies, message: ReceivedMessage): Promise<ReceivedUpdate> {
  const read = readUpdate(message);
  if (!('update' in read)) return { kind: 'unreadable', message, reason: read.reason };
  const { update } = read;
  try {
    await applyProcessUpdates.execute([update]);
    return { kind: 'done', message, update };
  } catch (error) {
    const kind = judgeRefusal(update, error);
    if (kind !== 'void') return { kind, message, update, error };
    const { processId, updateId, type } = update;
    logger.debug({ messageId: message.id, processId, updateId, type }, 'late process update ignored');
    return { kind: 'done', message, update };
  }
}

function readUpdate({ body }: ReceivedMessage): { readonly update: ProcessUpdate } | { readonly reason: string } {
  try {
    return { update: decodeProcessUpdate(body) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

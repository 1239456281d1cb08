import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { QueueSendError, type CallOptions, type UnsentMessage } from '@frigg-crm/core';
import { backoffMs } from '../backoff.ts';
import { toSqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import type { PlannedEntry } from './plan-batches.ts';

type SendSettings = Pick<
  SqsQueueSettings,
  'client' | 'queueUrl' | 'isFifo' | 'sendAttempts' | 'sendConcurrency' | 'clock' | 'random' | 'logger'
>;

interface Refusal {
  readonly planned: PlannedEntry;
  readonly code: string;
  readonly isRetryable: boolean;
}

/**
 * Sends requests; what SQS refuses for the moment is sent again.
 * @throws {QueueSendError} naming exactly the entries that were not accepted.
 */
export async function sendBatches(
  batches: readonly (readonly PlannedEntry[])[],
  settings: SendSettings,
  options: CallOptions,
): Promise<void> {
  const refusals: Refusal[] = [];
  let next = 0;
  /** A refusal that the other requests would meet as well, such as a missing permission. */
  let dead: Refusal | undefined;
  async function sendNext(): Promise<void> {
    for (let batch = batches[next]; batch !== undefined; batch = batches[next]) {
      next += 1;
      const failed = dead === undefined ? await sendBatch(batch, settings, options) : { refusals: refuseAll(batch, dead), isDead: true };
      refusals.push(...failed.refusals);
      if (failed.isDead) dead = failed.refusals[0];
    }
  }
  await Promise.all(Array.from({ length: settings.isFifo ? 1 : Math.max(1, settings.sendConcurrency) }, sendNext));
  if (refusals.length === 0) return;
  const unsent: UnsentMessage[] = refusals
    .map(({ planned, code }) => ({ index: planned.index, code }))
    .toSorted((a, b) => a.index - b.index);
  const total = batches.reduce((sum, batch) => sum + batch.length, 0);
  throw new QueueSendError({ unsent, total, retryable: refusals.every(({ isRetryable }) => isRetryable) });
}

async function sendBatch(
  batch: readonly PlannedEntry[],
  settings: SendSettings,
  options: CallOptions,
): Promise<{ readonly refusals: readonly Refusal[]; readonly isDead: boolean }> {
  const { clock, random, sendAttempts, logger } = settings;
  const final: Refusal[] = [];
  let pending = batch;
  for (let attempt = 1; ; attempt += 1) {
    const { refusals, isDead } = await trySend(pending, settings, options);
    const again = attempt < sendAttempts ? refusals.filter(({ isRetryable }) => isRetryable) : [];
    final.push(...refusals.filter((refusal) => !again.includes(refusal)));
    if (again.length === 0) return { refusals: final, isDead };
    logger.warn({ entries: again.length, attempt, code: again[0]?.code }, 'SQS did not accept some messages; they are sent again');
    pending = again.map(({ planned }) => planned);
    await clock.sleep(backoffMs({ attempt, baseMs: 200, maxMs: 10_000, random }), options);
  }
}

async function trySend(
  batch: readonly PlannedEntry[],
  { client, queueUrl }: SendSettings,
  { signal }: CallOptions,
): Promise<{ readonly refusals: readonly Refusal[]; readonly isDead: boolean }> {
  signal?.throwIfAborted();
  try {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: batch.map(({ entry }) => entry) });
    const { Successful = [], Failed = [] } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    const accepted = new Set(Successful.map(({ Id }) => Id));
    const failedById = new Map(Failed.map((failed) => [failed.Id, failed]));
    const refusals = batch
      .filter(({ entry }) => !accepted.has(entry.Id))
      .map((planned) => {
        const failed = failedById.get(planned.entry.Id);
        // An entry that the answer does not mention was not accepted either.
        return { planned, code: failed?.Code ?? 'MissingInAnswer', isRetryable: failed?.SenderFault !== true };
      });
    return { refusals, isDead: false };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = toSqsFailure(error);
    return { refusals: batch.map((planned) => ({ planned, ...failure })), isDead: !failure.isRetryable };
  }
}

function refuseAll(batch: readonly PlannedEntry[], { code, isRetryable }: Refusal): readonly Refusal[] {
  return batch.map((planned) => ({ planned, code, isRetryable }));
}

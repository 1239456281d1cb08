import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { QueueSendError, type CallOptions } from '@frigg-crm/core';
import type { UnsentMessage } from '@frigg-crm/core/adapter';
import { backoffMs } from '../backoff.ts';
import { mayRefuseGroup } from '../group-hints.ts';
import { MAX_TIMEOUTS, request } from '../request.ts';
import { isTimeout, toReason, toSqsFailure, type SqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';
import type { PlannedEntry } from './plan-batches.ts';

type SendSettings = Pick<
  SqsQueueSettings,
  'client' | 'queueUrl' | 'isFifo' | 'requestTimeoutMs' | 'sendAttempts' | 'sendConcurrency' | 'clock' | 'random' | 'logger' | 'groupHints'
>;

interface Refusal extends SqsFailure {
  readonly planned: PlannedEntry;
}

interface Outcome {
  readonly refusals: readonly Refusal[];
  /** Whether the other requests would fail in the same way: a missing permission, a server that does not respond. */
  readonly isFatal: boolean;
}

/**
 * Sends requests; what SQS refuses for the moment is sent again. A server that does not respond gets two tries of one
 * request, and no further requests.
 * @throws {QueueSendError} naming exactly the entries that were not accepted.
 */
export async function sendBatches(
  batches: readonly (readonly PlannedEntry[])[],
  settings: SendSettings,
  options: CallOptions,
): Promise<void> {
  const refusals: Refusal[] = [];
  let next = 0;
  let fatal: Refusal | undefined;
  async function sendNext(): Promise<void> {
    for (let batch = batches[next]; batch !== undefined; batch = batches[next]) {
      next += 1;
      const outcome = fatal === undefined ? await sendBatch(batch, settings, options) : refuseAll(batch, fatal);
      refusals.push(...outcome.refusals);
      if (outcome.isFatal) fatal ??= outcome.refusals[0];
    }
  }
  await Promise.all(Array.from({ length: settings.isFifo ? 1 : Math.max(1, settings.sendConcurrency) }, sendNext));
  if (refusals.length === 0) return;
  const unsent: UnsentMessage[] = refusals
    .map(({ planned, code, reason }) => ({ index: planned.index, code, ...(reason === undefined ? {} : { reason }) }))
    .toSorted((a, b) => a.index - b.index);
  const total = batches.reduce((sum, batch) => sum + batch.length, 0);
  throw new QueueSendError({ unsent, total, retryable: refusals.every(({ isRetryable }) => isRetryable) });
}

async function sendBatch(batch: readonly PlannedEntry[], settings: SendSettings, options: CallOptions): Promise<Outcome> {
  const { clock, random, sendAttempts, logger } = settings;
  const final: Refusal[] = [];
  let pending = batch;
  for (let attempt = 1, timeouts = 0; ; attempt += 1) {
    const { refusals, isFatal } = await trySend(pending, settings, options);
    const first = refusals[0];
    if (first !== undefined && isTimeout(first)) timeouts += 1;
    const isUnresponsive = timeouts >= MAX_TIMEOUTS;
    const again = attempt < sendAttempts && !isUnresponsive ? refusals.filter(({ isRetryable }) => isRetryable) : [];
    final.push(...refusals.filter((refusal) => !again.includes(refusal)));
    if (again.length === 0) return { refusals: final, isFatal: isFatal || isUnresponsive };
    const { code, reason } = again[0] ?? {};
    logger.warn({ entries: again.length, attempt, code, reason }, 'send failed; retrying');
    pending = again.map(({ planned }) => planned);
    await clock.sleep(backoffMs({ attempt, baseMs: 200, maxMs: 10_000, random }), options);
  }
}

/** Sends a request, and a second one without groups when a standard queue may have refused those. */
async function trySend(batch: readonly PlannedEntry[], settings: SendSettings, options: CallOptions): Promise<Outcome> {
  const { isFifo, queueUrl, groupHints } = settings;
  const isWithGroups = isFifo || !groupHints.isRefusedBy(queueUrl);
  const outcome = await sendOnce(batch, settings, { ...options, isWithGroups });
  if (isFifo || !isWithGroups) return outcome;
  const refused = outcome.refusals.filter((refusal) => refusal.planned.entry.MessageGroupId !== undefined && mayRefuseGroup(refusal));
  const [first] = refused;
  if (first === undefined) return outcome;
  const plain = refused.map(({ planned }) => planned);
  const second = await sendOnce(plain, settings, { ...options, isWithGroups: false });
  if (second.refusals.length < plain.length) groupHints.leaveOut(queueUrl, first);
  const others = outcome.refusals.filter((refusal) => !refused.includes(refusal));
  return { refusals: [...others, ...second.refusals], isFatal: second.isFatal };
}

async function sendOnce(
  batch: readonly PlannedEntry[],
  { client, queueUrl: QueueUrl, requestTimeoutMs: timeoutMs, clock }: SendSettings,
  { signal, isWithGroups }: CallOptions & { readonly isWithGroups: boolean },
): Promise<Outcome> {
  signal?.throwIfAborted();
  try {
    const Entries = batch.map(({ entry: { MessageGroupId, ...entry } }) =>
      isWithGroups && MessageGroupId !== undefined ? { ...entry, MessageGroupId } : entry,
    );
    const command = new SendMessageBatchCommand({ QueueUrl, Entries });
    const { Successful = [], Failed = [] } = await request(async (abortSignal) => client.send(command, { abortSignal }), {
      clock,
      timeoutMs,
      signal,
    });
    const accepted = new Set(Successful.map(({ Id }) => Id));
    const failedById = new Map(Failed.map((failed) => [failed.Id, failed]));
    const refusals = batch
      .filter(({ entry }) => !accepted.has(entry.Id))
      .map((planned) => {
        const { Code: code = 'MissingInAnswer', Message, SenderFault } = failedById.get(planned.entry.Id) ?? {};
        // An entry that the response does not mention was not accepted either.
        return { planned, code, isRetryable: SenderFault !== true, reason: toReason(Message) };
      });
    return { refusals, isFatal: false };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = toSqsFailure(error);
    return { refusals: batch.map((planned) => ({ planned, ...failure })), isFatal: !failure.isRetryable };
  }
}

function refuseAll(batch: readonly PlannedEntry[], { code, isRetryable, reason }: Refusal): Outcome {
  return { refusals: batch.map((planned) => ({ planned, code, isRetryable, reason })), isFatal: true };
}

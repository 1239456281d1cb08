import { SendMessageCommand, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { ReceivedMessage } from '@frigg-crm/core';
import { backoffMs } from '../backoff.ts';
import { mayRefuseGroup } from '../group-hints.ts';
import { MAX_TIMEOUTS, request } from '../request.ts';
import { isTimeout, toSqsFailure, type SqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';

/** The message attribute of a dead letter that says why it is one. */
export const REASON_ATTRIBUTE = 'DeadLetterReason';
/** The message attribute of a dead letter with the id that it had in its queue. */
const SOURCE_ID_ATTRIBUTE = 'SourceMessageId';

const MAX_REASON_LENGTH = 1000;
const MAX_ATTEMPTS = 5;
/** Names and types of both attributes, and the id: they count against the size of the message. */
const ATTRIBUTE_OVERHEAD_BYTES = 160;

type MoveSettings = Pick<
  SqsQueueSettings,
  'client' | 'isFifo' | 'maxMessageBytes' | 'requestTimeoutMs' | 'clock' | 'random' | 'logger' | 'groupHints'
>;

/** Where a message goes, and why. */
export interface DeadLetterTarget {
  readonly reason: string;
  readonly queueUrl: string;
  readonly groupId: string | undefined;
}

/** What the move of one message works with. */
export interface MoveOptions {
  readonly settings: MoveSettings;
  /** Gives the move up. */
  readonly signal: AbortSignal;
}

/**
 * Sends a message to a dead-letter queue. It is to be deleted from its own queue afterwards: a crash in between makes
 * two dead letters, never none; in a FIFO queue the second is dropped as a duplicate.
 * @returns whether the dead-letter queue accepted it; never rejects.
 */
export async function moveToDeadLetterQueue(
  message: ReceivedMessage,
  target: DeadLetterTarget,
  { settings, signal }: MoveOptions,
): Promise<boolean> {
  const { clock, random, logger } = settings;
  for (let attempt = 1, timeouts = 0; ; attempt += 1) {
    const refusal = await trySend(message, target, { settings, signal });
    if (refusal === undefined) return true;
    const { code, reason, isRetryable } = refusal;
    if (isTimeout(refusal)) timeouts += 1;
    logger.error({ messageId: message.id, code, reason, attempt }, 'dead-letter queue did not accept a message');
    if (!isRetryable || attempt >= MAX_ATTEMPTS || timeouts >= MAX_TIMEOUTS || signal.aborted) return false;
    await clock.sleep(backoffMs({ attempt, baseMs: 200, maxMs: 5000, random }), { signal }).catch(() => undefined);
  }
}

/** Sends a message, and once more without its group when a standard queue may have refused that. */
async function trySend(message: ReceivedMessage, target: DeadLetterTarget, options: MoveOptions): Promise<SqsFailure | undefined> {
  const { isFifo, groupHints } = options.settings;
  const isHinted = !isFifo && target.groupId !== undefined && !groupHints.isRefusedBy(target.queueUrl);
  const refusal = await sendOnce(message, target, { ...options, isWithGroup: isFifo || isHinted });
  if (refusal === undefined || !isHinted || !mayRefuseGroup(refusal)) return refusal;
  const second = await sendOnce(message, target, { ...options, isWithGroup: false });
  if (second === undefined) groupHints.leaveOut(target.queueUrl, refusal);
  return second;
}

/** @returns `undefined` when the message was accepted. */
async function sendOnce(
  message: ReceivedMessage,
  { reason, queueUrl, groupId }: DeadLetterTarget,
  { settings, signal, isWithGroup }: MoveOptions & { readonly isWithGroup: boolean },
): Promise<SqsFailure | undefined> {
  const { client, isFifo, clock, requestTimeoutMs: timeoutMs } = settings;
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: message.body,
    MessageAttributes: toAttributes(message, reason, settings.maxMessageBytes),
    // A standard queue spreads by groups, so it gets the group as well, if there is one.
    ...(isWithGroup ? { MessageGroupId: groupId ?? message.id } : {}),
    ...(isFifo ? { MessageDeduplicationId: message.id } : {}),
  });
  try {
    await request(async (abortSignal) => client.send(command, { abortSignal }), { clock, timeoutMs, signal });
    return undefined;
  } catch (error) {
    return toSqsFailure(error);
  }
}

function toAttributes({ id, body }: ReceivedMessage, reason: string, maxMessageBytes: number): Record<string, MessageAttributeValue> {
  const roomBytes = maxMessageBytes - Buffer.byteLength(body) - ATTRIBUTE_OVERHEAD_BYTES;
  // A UTF-16 code unit takes three bytes at most.
  const text = clean(reason)
    .slice(0, Math.max(0, Math.min(MAX_REASON_LENGTH, Math.floor(roomBytes / 3))))
    .toWellFormed();
  if (text === '') return {};
  return {
    [REASON_ATTRIBUTE]: { DataType: 'String', StringValue: text },
    [SOURCE_ID_ATTRIBUTE]: { DataType: 'String', StringValue: id },
  };
}

/** Attribute values follow the same rule of characters as bodies. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ' ').trim() || 'no reason given';
}

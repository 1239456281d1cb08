import { SendMessageCommand, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { ReceivedMessage } from '@frigg-crm/core';
import { backoffMs } from '../backoff.ts';
import { toSqsFailure } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';

/** The message attribute of a dead letter that says why it is one. */
export const REASON_ATTRIBUTE = 'DeadLetterReason';
/** The message attribute of a dead letter with the id that it had in its queue. */
const SOURCE_ID_ATTRIBUTE = 'SourceMessageId';

const MAX_REASON_LENGTH = 1000;
const MAX_ATTEMPTS = 5;
/** Names and types of both attributes, and the id: they count against the size of the message. */
const ATTRIBUTE_OVERHEAD_BYTES = 160;

type BurySettings = Pick<SqsQueueSettings, 'client' | 'isFifo' | 'maxMessageBytes' | 'clock' | 'random' | 'logger'>;

/**
 * Sends a message to where dead letters go. It is to be deleted from its own queue afterwards: a crash in between makes
 * two dead letters, never none; in a FIFO queue the second is dropped as a duplicate.
 * @returns whether the dead-letter queue accepted it.
 */
export async function bury(
  message: ReceivedMessage,
  { reason, queueUrl, groupId }: { readonly reason: string; readonly queueUrl: string; readonly groupId: string | undefined },
  settings: BurySettings,
): Promise<boolean> {
  const { client, isFifo, clock, random, logger } = settings;
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: message.body,
    MessageAttributes: toAttributes(message, reason, settings.maxMessageBytes),
    // A standard queue spreads by groups, so it gets the group as well, if there is one.
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(isFifo ? { MessageGroupId: groupId ?? message.id, MessageDeduplicationId: message.id } : {}),
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(command);
      return true;
    } catch (error) {
      const { code, isRetryable } = toSqsFailure(error);
      logger.error({ messageId: message.id, code, attempt }, 'the dead-letter queue did not accept a message');
      if (!isRetryable || attempt >= MAX_ATTEMPTS) return false;
      await clock.sleep(backoffMs({ attempt, baseMs: 200, maxMs: 5000, random }));
    }
  }
}

function toAttributes({ id, body }: ReceivedMessage, reason: string, maxMessageBytes: number): Record<string, MessageAttributeValue> {
  const roomBytes = maxMessageBytes - Buffer.byteLength(body) - ATTRIBUTE_OVERHEAD_BYTES;
  // A letter takes three bytes at most, and no more than two units of UTF-16 when it takes four.
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

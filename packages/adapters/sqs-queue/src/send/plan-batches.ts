import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { OutgoingMessage } from '@frigg-crm/core';

/** SendMessageBatch: at most ten entries. */
const MAX_BATCH_ENTRIES = 10;

/** An entry of a request, and which message of the caller it is. */
export interface PlannedEntry {
  readonly index: number;
  readonly entry: SendMessageBatchRequestEntry;
}

/** Splits messages into requests: by count, and by the sum of their sizes, which SQS limits as it does one message's. */
export function planBatches(
  messages: readonly OutgoingMessage[],
  { isFifo, maxBatchBytes }: { readonly isFifo: boolean; readonly maxBatchBytes: number },
): readonly (readonly PlannedEntry[])[] {
  const batches: PlannedEntry[][] = [];
  let current: PlannedEntry[] = [];
  let currentBytes = 0;
  for (const [index, message] of messages.entries()) {
    const bytes = Buffer.byteLength(message.body);
    if (current.length > 0 && (current.length >= MAX_BATCH_ENTRIES || currentBytes + bytes > maxBatchBytes)) {
      batches.push(current);
      current = [];
      currentBytes = 0;
    }
    current.push({ index, entry: toEntry(message, index, isFifo) });
    currentBytes += bytes;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

function toEntry(
  { body, delaySeconds, groupId, deduplicationId }: OutgoingMessage,
  index: number,
  isFifo: boolean,
): SendMessageBatchRequestEntry {
  return {
    Id: String(index),
    MessageBody: body,
    // Without it the queue's own delay would apply: an explicit 0 is not the same as nothing.
    ...(isFifo || delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(isFifo && deduplicationId !== undefined ? { MessageDeduplicationId: deduplicationId } : {}),
  };
}

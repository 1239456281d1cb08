import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { FriggCrmError, StorageError, type CallOptions } from '@frigg-crm/core';
import { toQueueError, toSqsFailure } from '../sqs-failure.ts';
import { readArn } from './ensure-sqs-queue.ts';

/** Whose dead letters shall be worked on again. */
export interface RedriveDeadLettersOptions extends CallOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** `started`: SQS moves them by itself. `moved`: they were moved one by one, `count` of them. */
export type RedriveResult = { readonly kind: 'started' } | { readonly kind: 'moved'; readonly count: number };

/** How long, in seconds, a dead letter is hidden while it is copied. */
const HIDDEN_SECONDS = 60;

/**
 * Moves dead letters back into their queue: by StartMessageMoveTask where it exists, else by receive, send and delete,
 * which moves each at least once. Those that arrive while it runs stay.
 * @throws {StorageError | ConfigurationError} what was not moved is still in the dead-letter queue.
 */
export async function redriveDeadLetters({
  client,
  queueUrl,
  deadLetterQueueUrl,
  signal,
}: RedriveDeadLettersOptions): Promise<RedriveResult> {
  signal?.throwIfAborted();
  try {
    if (await startMoveTask(client, { queueUrl, deadLetterQueueUrl })) return { kind: 'started' };
    return { kind: 'moved', count: await moveByHand(client, { queueUrl, deadLetterQueueUrl, signal }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (FriggCrmError.is(error)) throw error;
    throw toQueueError(error, 'move dead letters');
  }
}

async function startMoveTask(
  client: SQSClient,
  { queueUrl, deadLetterQueueUrl }: { readonly queueUrl: string; readonly deadLetterQueueUrl: string },
): Promise<boolean> {
  const [SourceArn, DestinationArn] = await Promise.all([readArn(client, deadLetterQueueUrl), readArn(client, queueUrl)]);
  try {
    await client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    return true;
  } catch (error) {
    if (['UnsupportedOperation', 'InvalidAction', 'UnknownOperation', 'UnknownOperationException'].includes(toSqsFailure(error).code))
      return false;
    throw error;
  }
}

interface Move extends CallOptions {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

async function moveByHand(client: SQSClient, move: Move): Promise<number> {
  const limit = await countMessages(client, move.deadLetterQueueUrl);
  let count = 0;
  while (count < limit) {
    move.signal?.throwIfAborted();
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: move.deadLetterQueueUrl,
        MaxNumberOfMessages: Math.min(10, limit - count),
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) return count;
    await moveMessages(client, Messages, move);
    count += Messages.length;
  }
  return count;
}

async function moveMessages(client: SQSClient, messages: readonly Message[], { queueUrl, deadLetterQueueUrl }: Move): Promise<void> {
  const isFifo = queueUrl.endsWith('.fifo');
  // One by one: together they may be larger than a request.
  for (const { MessageId = '', Body = '', ReceiptHandle = '', Attributes } of messages) {
    const { MessageGroupId } = Attributes ?? {};
    const fifo = { MessageGroupId: MessageGroupId ?? MessageId, MessageDeduplicationId: `redrive-${MessageId}` };
    const standard = MessageGroupId === undefined ? {} : { MessageGroupId };
    const { Failed: [refused] = [] } = await client.send(
      // The first deduplication id may be less than five minutes old: with it, the message would vanish.
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [{ Id: '0', MessageBody: Body, ...(isFifo ? fifo : standard) }] }),
    );
    if (refused !== undefined) throw new StorageError(`SQS did not take a dead letter back: ${toSqsFailure({ name: refused.Code }).code}`);
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: deadLetterQueueUrl, Entries: [{ Id: '0', ReceiptHandle }] }));
  }
}

async function countMessages(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
  type BatchResultErrorEntry,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { FriggCrmError, StorageError, silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { GroupHints, mayRefuseGroup } from '../group-hints.ts';
import { DEFAULT_REQUEST_TIMEOUT_MS, request } from '../request.ts';
import { toQueueError, toReason, toSqsFailure, type SqsFailure } from '../sqs-failure.ts';
import { readArn, type SqsAccess } from './ensure-sqs-queue.ts';

/** The queues between which dead letters are moved. */
export interface RedriveDeadLettersOptions extends CallOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Milliseconds that one request may take; a receive may take a second longer. @defaultValue 10000 */
  readonly requestTimeoutMs?: number | undefined;
  /** @defaultValue systemClock */
  readonly clock?: Clock | undefined;
  /** @defaultValue silentLogger */
  readonly logger?: Logger | undefined;
}

/** `started`: SQS moves them by itself. `moved`: they were moved one by one, `count` of them. */
export type RedriveResult = { readonly kind: 'started' } | { readonly kind: 'moved'; readonly count: number };

/** How long, in seconds, a dead letter is hidden while it is copied. */
const HIDDEN_SECONDS = 60;

/** How long, in seconds, a receive waits for dead letters. */
const WAIT_SECONDS = 1;

/** What servers say that have no StartMessageMoveTask. */
const NO_MOVE_TASK = ['UnsupportedOperation', 'InvalidAction', 'UnknownOperation', 'UnknownOperationException'];

interface Move extends SqsAccess {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly groupHints: GroupHints;
}

/**
 * Moves dead letters back into their queue: by StartMessageMoveTask where it exists, else by receive, send and delete,
 * which moves each at least once. Those that arrive while it runs stay. Each request has a deadline of
 * `requestTimeoutMs`; the first one that misses it ends the redrive.
 * @throws {StorageError | ConfigurationError} what was not moved is still in the dead-letter queue.
 */
export async function redriveDeadLetters(options: RedriveDeadLettersOptions): Promise<RedriveResult> {
  const { requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS, clock = systemClock, logger = silentLogger, signal } = options;
  signal?.throwIfAborted();
  const move: Move = { ...options, clock, timeoutMs: requestTimeoutMs, groupHints: new GroupHints(logger) };
  try {
    if (await startMoveTask(move)) return { kind: 'started' };
    return { kind: 'moved', count: await moveOneByOne(move) };
  } catch (error) {
    signal?.throwIfAborted();
    if (FriggCrmError.is(error)) throw error;
    throw toQueueError(error, 'move dead letters');
  }
}

async function startMoveTask(move: Move): Promise<boolean> {
  const [SourceArn, DestinationArn] = await Promise.all([readArn(move, move.deadLetterQueueUrl), readArn(move, move.queueUrl)]);
  const command = new StartMessageMoveTaskCommand({ SourceArn, DestinationArn });
  try {
    await request(async (abortSignal) => move.client.send(command, { abortSignal }), move);
    return true;
  } catch (error) {
    if (NO_MOVE_TASK.includes(toSqsFailure(error).code)) return false;
    throw error;
  }
}

async function moveOneByOne(move: Move): Promise<number> {
  const limit = await countMessages(move, move.deadLetterQueueUrl);
  let count = 0;
  while (count < limit) {
    const command = new ReceiveMessageCommand({
      QueueUrl: move.deadLetterQueueUrl,
      MaxNumberOfMessages: Math.min(10, limit - count),
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['MessageGroupId'],
    });
    const { Messages = [] } = await request(async (abortSignal) => move.client.send(command, { abortSignal }), {
      ...move,
      timeoutMs: move.timeoutMs + WAIT_SECONDS * 1000,
    });
    if (Messages.length === 0) return count;
    // One by one: together they may be larger than a request.
    for (const message of Messages) await moveMessage(message, move);
    count += Messages.length;
  }
  return count;
}

async function moveMessage(message: Message, move: Move): Promise<void> {
  const { client, queueUrl, deadLetterQueueUrl: QueueUrl, groupHints } = move;
  const isWithGroup = queueUrl.endsWith('.fifo') || !groupHints.isRefusedBy(queueUrl);
  let refusal = await trySend(message, move, isWithGroup);
  const hasGroup = message.Attributes?.MessageGroupId !== undefined;
  if (refusal !== undefined && hasGroup && isWithGroup && !queueUrl.endsWith('.fifo') && mayRefuseGroup(refusal)) {
    const first = refusal;
    refusal = await trySend(message, move, false);
    if (refusal === undefined) groupHints.leaveOut(queueUrl, first);
  }
  if (refusal !== undefined) {
    const said = refusal.reason === undefined ? refusal.code : `${refusal.code}: ${refusal.reason}`;
    throw new StorageError(`SQS did not accept a dead letter: ${said}`);
  }
  const command = new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle: message.ReceiptHandle ?? '' }] });
  await request(async (abortSignal) => client.send(command, { abortSignal }), move);
}

/** @returns why the queue did not accept the message, if it did not. */
async function trySend(
  { MessageId = '', Body = '', Attributes }: Message,
  move: Move,
  isWithGroup: boolean,
): Promise<SqsFailure | undefined> {
  const { client, queueUrl } = move;
  const { MessageGroupId } = Attributes ?? {};
  // The first deduplication id may be less than five minutes old: with it, the message would vanish.
  const fifo = { MessageGroupId: MessageGroupId ?? MessageId, MessageDeduplicationId: `redrive-${MessageId}` };
  const standard = MessageGroupId === undefined || !isWithGroup ? {} : { MessageGroupId };
  const entry = { Id: '0', MessageBody: Body, ...(queueUrl.endsWith('.fifo') ? fifo : standard) };
  const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [entry] });
  try {
    const { Failed: [failed] = [] } = await request(async (abortSignal) => client.send(command, { abortSignal }), move);
    return failed === undefined ? undefined : toEntryFailure(failed);
  } catch (error) {
    const failure = toSqsFailure(error);
    if (mayRefuseGroup(failure)) return failure;
    throw error;
  }
}

function toEntryFailure({ Code = 'UnknownError', SenderFault, Message: message }: BatchResultErrorEntry): SqsFailure {
  return { code: Code, isRetryable: SenderFault !== true, reason: toReason(message) };
}

async function countMessages(access: SqsAccess, queueUrl: string): Promise<number> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  const { Attributes } = await request(async (abortSignal) => access.client.send(command, { abortSignal }), access);
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ConfigurationError, FriggCrmError, StorageError, systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { DEFAULT_REQUEST_TIMEOUT_MS, request, type RequestOptions } from '../request.ts';
import { toQueueError, toSqsFailure } from '../sqs-failure.ts';
import { toDeadLetterAttributes, toSourceAttributes, type QueueBehaviour } from './queue-attributes.ts';
import { toQueueNames } from './queue-name.ts';

/** The queue to create. */
export interface EnsureSqsQueueOptions extends CallOptions {
  readonly client: SQSClient;
  /** Letters, digits, hyphens and underscores; `.fifo` is added to the name of a FIFO queue if it is missing. */
  readonly name: string;
  /** @defaultValue whether the name ends in `.fifo` */
  readonly fifo?: boolean | undefined;
  /** How often a message is handed out before it is a dead letter. @defaultValue 5 */
  readonly maxReceiveCount?: number | undefined;
  /**
   * How long a handler may run, in seconds, where the visibility is not prolonged meanwhile, as in a Lambda function:
   * the visibility timeout is at least six times that (developer guide of Lambda, "Using Lambda with Amazon SQS").
   */
  readonly handlerTimeoutSeconds?: number | undefined;
  /** @defaultValue 30, or six times `handlerTimeoutSeconds` if that is more */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** How long messages are kept, below 14 days. @defaultValue 345600, four days */
  readonly retentionSeconds?: number | undefined;
  /** Milliseconds that one request may take; there are nine at most. @defaultValue 10000 */
  readonly requestTimeoutMs?: number | undefined;
  /** @defaultValue systemClock */
  readonly clock?: Clock | undefined;
}

/**
 * A queue and its dead-letter queue; may be given to `createSqsQueue` as it is. The dead-letter queue is consumed as
 * `createSqsQueue({ client, queueUrl: deadLetterQueueUrl, isDeadLetterQueue: true })`.
 */
export interface EnsuredSqsQueue {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly maxReceiveCount: number;
}

/**
 * Creates a queue with its dead-letter queue, or updates the existing ones to these settings. May run again, and in two
 * programs at once.
 * @throws {ConfigurationError} when a setting is unusable or permissions are missing.
 * @throws {StorageError} when SQS does not respond as it should or within `requestTimeoutMs`, and for 60 seconds after the queue was deleted.
 */
export async function ensureSqsQueue(options: EnsureSqsQueueOptions): Promise<EnsuredSqsQueue> {
  const { client, name, fifo: isFifo = name.endsWith('.fifo'), requestTimeoutMs, clock = systemClock, signal } = options;
  const names = toQueueNames({ name, isFifo });
  const behaviour = toBehaviour(options, isFifo);
  // Refuse bad settings before the first queue exists.
  toSourceAttributes(behaviour, 'arn');
  signal?.throwIfAborted();
  const access: SqsAccess = { client, clock, timeoutMs: requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS, signal };
  try {
    const deadLetterQueueUrl = await ensureQueue(access, names.deadLetterQueue, toDeadLetterAttributes({ isFifo }));
    const arn = await readArn(access, deadLetterQueueUrl);
    const queueUrl = await ensureQueue(access, names.queue, toSourceAttributes(behaviour, arn));
    return { queueUrl, deadLetterQueueUrl, maxReceiveCount: behaviour.maxReceiveCount };
  } catch (error) {
    signal?.throwIfAborted();
    if (FriggCrmError.is(error)) throw error;
    if (toSqsFailure(error).code === 'QueueDeletedRecently')
      throw new StorageError('SQS creates no queue within 60 seconds of the deletion of its namesake');
    throw toQueueError(error, 'create a queue');
  }
}

function toBehaviour(options: EnsureSqsQueueOptions, isFifo: boolean): QueueBehaviour {
  const { maxReceiveCount = 5, handlerTimeoutSeconds = 0, retentionSeconds = 345_600 } = options;
  const { visibilityTimeoutSeconds = Math.max(30, handlerTimeoutSeconds * 6) } = options;
  if (visibilityTimeoutSeconds < handlerTimeoutSeconds * 6)
    throw new ConfigurationError('visibilityTimeoutSeconds must be six times handlerTimeoutSeconds at least, or be left out');
  return { isFifo, maxReceiveCount, visibilityTimeoutSeconds, retentionSeconds };
}

/** A client and how long its requests may take. */
export interface SqsAccess extends RequestOptions {
  readonly client: SQSClient;
}

async function ensureQueue(access: SqsAccess, name: string, attributes: Partial<Record<QueueAttributeName, string>>): Promise<string> {
  const { client } = access;
  try {
    const create = new CreateQueueCommand({ QueueName: name, Attributes: attributes });
    const { QueueUrl } = await request(async (abortSignal) => client.send(create, { abortSignal }), access);
    return requireText(QueueUrl, 'CreateQueue returned no URL');
  } catch (error) {
    // CreateQueue is idempotent for equal attributes only.
    if (!['QueueNameExists', 'QueueAlreadyExists'].includes(toSqsFailure(error).code)) throw error;
    const find = new GetQueueUrlCommand({ QueueName: name });
    const { QueueUrl } = await request(async (abortSignal) => client.send(find, { abortSignal }), access);
    // What a queue is, FIFO or not, cannot be changed; its name says it already.
    const { FifoQueue: _, ...changeable } = attributes;
    const change = new SetQueueAttributesCommand({ QueueUrl, Attributes: changeable });
    await request(async (abortSignal) => client.send(change, { abortSignal }), access);
    return requireText(QueueUrl, 'GetQueueUrl returned no URL');
  }
}

/** The name of a queue for policies. */
export async function readArn(access: SqsAccess, queueUrl: string): Promise<string> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await request(async (abortSignal) => access.client.send(command, { abortSignal }), access);
  return requireText(Attributes?.QueueArn, 'GetQueueAttributes returned no ARN');
}

function requireText(text: string | undefined, problem: string): string {
  if (text === undefined) throw new StorageError(problem);
  return text;
}

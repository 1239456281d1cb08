import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ConfigurationError, FriggCrmError, StorageError } from '@frigg-crm/core';
import { toQueueError, toSqsFailure } from '../sqs-failure.ts';
import { toDeadLetterAttributes, toSourceAttributes } from './queue-attributes.ts';
import { toQueueNames } from './queue-name.ts';

/** Which queue there shall be. */
export interface EnsureSqsQueueOptions {
  readonly client: SQSClient;
  /** Letters, digits, hyphens and underscores; `.fifo` is added to the name of a FIFO queue if it is missing. */
  readonly name: string;
  /** @defaultValue whether the name ends in `.fifo` */
  readonly fifo?: boolean | undefined;
  /** How often a message is handed out before it is a dead letter. @defaultValue 5 */
  readonly maxReceiveCount?: number | undefined;
  /**
   * How long a handler may run, in seconds, where nobody prolongs the visibility meanwhile, as in a Lambda function: the
   * visibility timeout is six times that at least (developer guide of Lambda, "Using Lambda with Amazon SQS").
   */
  readonly handlerTimeoutSeconds?: number | undefined;
  /** @defaultValue 30, or six times `handlerTimeoutSeconds` if that is more */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** How long messages are kept, below 14 days. @defaultValue 345600, four days */
  readonly retentionSeconds?: number | undefined;
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
 * Creates a queue with its dead-letter queue, or brings the existing ones to these settings. May run again, and in two
 * programs at once.
 * @throws {ConfigurationError} when a setting is unusable or permissions are missing.
 * @throws {StorageError} when SQS does not answer as it should, and for 60 seconds after the queue was deleted.
 */
export async function ensureSqsQueue(options: EnsureSqsQueueOptions): Promise<EnsuredSqsQueue> {
  const {
    client,
    name,
    fifo: isFifo = name.endsWith('.fifo'),
    maxReceiveCount = 5,
    handlerTimeoutSeconds = 0,
    visibilityTimeoutSeconds = Math.max(30, handlerTimeoutSeconds * 6),
    retentionSeconds = 345_600,
  } = options;
  const names = toQueueNames({ name, isFifo });
  const behaviour = { isFifo, maxReceiveCount, visibilityTimeoutSeconds, retentionSeconds };
  // Refuse bad settings before the first queue exists.
  if (visibilityTimeoutSeconds < handlerTimeoutSeconds * 6)
    throw new ConfigurationError('visibilityTimeoutSeconds must be six times handlerTimeoutSeconds at least, or be left out');
  toSourceAttributes(behaviour, 'arn');
  try {
    const deadLetterQueueUrl = await ensureQueue(client, names.deadLetterQueue, toDeadLetterAttributes({ isFifo }));
    const arn = await readArn(client, deadLetterQueueUrl);
    const queueUrl = await ensureQueue(client, names.queue, toSourceAttributes(behaviour, arn));
    return { queueUrl, deadLetterQueueUrl, maxReceiveCount };
  } catch (error) {
    if (FriggCrmError.is(error)) throw error;
    if (toSqsFailure(error).code === 'QueueDeletedRecently')
      throw new StorageError('SQS creates no queue within 60 seconds of the deletion of its namesake');
    throw toQueueError(error, 'create a queue');
  }
}

async function ensureQueue(client: SQSClient, name: string, attributes: Partial<Record<QueueAttributeName, string>>): Promise<string> {
  try {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return requireText(QueueUrl, 'CreateQueue answered without a URL');
  } catch (error) {
    // CreateQueue is idempotent for equal attributes only.
    if (!['QueueNameExists', 'QueueAlreadyExists'].includes(toSqsFailure(error).code)) throw error;
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    // What a queue is, FIFO or not, cannot be changed; its name says it already.
    const { FifoQueue: _, ...changeable } = attributes;
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: changeable }));
    return requireText(QueueUrl, 'GetQueueUrl answered without a URL');
  }
}

/** The name of a queue for policies. */
export async function readArn(client: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }));
  return requireText(Attributes?.QueueArn, 'GetQueueAttributes answered without an ARN');
}

function requireText(text: string | undefined, problem: string): string {
  if (text === undefined) throw new StorageError(problem);
  return text;
}

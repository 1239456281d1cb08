import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ConfigurationError, FriggCrmError } from '@frigg-crm/core';
import { request, type RequestOptions } from '../request.ts';
import { toQueueError } from '../sqs-failure.ts';
import type { SqsQueueSettings } from '../sqs-queue-options.ts';

/** Where dead letters go, and when. */
export interface RedriveTarget {
  /** `undefined`: nowhere, for this is where they end. */
  readonly deadLetterQueueUrl: string | undefined;
  readonly maxReceiveCount: number;
}

/**
 * Finds what the options do not say in the queue's RedrivePolicy (SetQueueAttributes, `RedrivePolicy`): two requests,
 * each with the deadline `requestTimeoutMs`.
 * @throws {StorageError} when SQS does not respond as it should or in time.
 * @throws {ConfigurationError} when there is no dead-letter queue: a failing message would be handed out until it expires.
 */
export async function findRedriveTarget(
  settings: Pick<
    SqsQueueSettings,
    'client' | 'queueUrl' | 'deadLetterQueueUrl' | 'maxReceiveCount' | 'isDeadLetterQueue' | 'requestTimeoutMs' | 'clock'
  >,
  signal: AbortSignal,
): Promise<RedriveTarget> {
  const { client, queueUrl, deadLetterQueueUrl, maxReceiveCount, isDeadLetterQueue } = settings;
  if (isDeadLetterQueue) return { deadLetterQueueUrl: undefined, maxReceiveCount: Number.POSITIVE_INFINITY };
  if (deadLetterQueueUrl !== undefined && maxReceiveCount !== undefined) return { deadLetterQueueUrl, maxReceiveCount };
  const requestOptions = { clock: settings.clock, timeoutMs: settings.requestTimeoutMs, signal };
  try {
    const policy = await readRedrivePolicy(client, queueUrl, requestOptions);
    const url = deadLetterQueueUrl ?? (await findUrl(client, policy.deadLetterTargetArn, requestOptions));
    const count = maxReceiveCount ?? Number(policy.maxReceiveCount);
    if (url === undefined || !Number.isInteger(count)) throw missingDeadLetterQueue();
    return { deadLetterQueueUrl: url, maxReceiveCount: count };
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'CONFIGURATION_INVALID')) throw error;
    signal.throwIfAborted();
    throw toQueueError(error, 'return the redrive policy of the queue');
  }
}

interface RedrivePolicy {
  readonly deadLetterTargetArn?: string;
  /** A number, or a text that holds one, as it was set. */
  readonly maxReceiveCount?: number | string;
}

async function readRedrivePolicy(client: SQSClient, queueUrl: string, options: RequestOptions): Promise<RedrivePolicy> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] });
  const { Attributes } = await request(async (abortSignal) => client.send(command, { abortSignal }), options);
  return JSON.parse(Attributes?.RedrivePolicy ?? '{}') as RedrivePolicy;
}

async function findUrl(client: SQSClient, arn: string | undefined, options: RequestOptions): Promise<string | undefined> {
  // arn:aws:sqs:region:account:name
  const [, , , , account, name] = arn?.split(':') ?? [];
  if (name === undefined) return undefined;
  const command = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
  const { QueueUrl } = await request(async (abortSignal) => client.send(command, { abortSignal }), options);
  return QueueUrl;
}

function missingDeadLetterQueue(): ConfigurationError {
  return new ConfigurationError(
    'the queue has no dead-letter queue: create it with ensureSqsQueue, give it a RedrivePolicy, or pass deadLetterQueueUrl and maxReceiveCount',
  );
}

import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { FriggCrmError, systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { DEFAULT_REQUEST_TIMEOUT_MS, request } from '../request.ts';
import { toQueueError } from '../sqs-failure.ts';

/** The queue to look into. */
export interface ReadQueueSizeOptions extends CallOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Milliseconds that the request may take. @defaultValue 10000 */
  readonly requestTimeoutMs?: number | undefined;
  /** @defaultValue systemClock */
  readonly clock?: Clock | undefined;
}

/** How many messages of a queue are in which state. SQS counts approximately, and is exact once nothing was sent for a minute. */
export interface SqsQueueSize {
  readonly waiting: number;
  readonly delayed: number;
  readonly inFlight: number;
}

/**
 * Reads how many messages wait, wait until later, and are in the hands of consumers (GetQueueAttributes).
 * @throws {StorageError | ConfigurationError} when SQS does not say.
 */
export async function readQueueSize(options: ReadQueueSizeOptions): Promise<SqsQueueSize> {
  const { client, queueUrl, requestTimeoutMs: timeoutMs = DEFAULT_REQUEST_TIMEOUT_MS, clock = systemClock, signal } = options;
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessagesNotVisible'],
  });
  try {
    const { Attributes = {} } = await request(async (abortSignal) => client.send(command, { abortSignal }), { clock, timeoutMs, signal });
    return {
      waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
      delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
      inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw FriggCrmError.is(error) ? error : toQueueError(error, 'read the size of a queue');
  }
}

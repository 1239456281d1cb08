import type { QueueAttributeName } from '@aws-sdk/client-sqs';
import { ConfigurationError } from '@frigg-crm/core';

/** The settings of a queue. */
export interface QueueBehaviour {
  readonly isFifo: boolean;
  /** How often a message is handed out before it is a dead letter, 1 to 1000. */
  readonly maxReceiveCount: number;
  /** Seconds, 0 to 43200. For a Lambda consumer: six times the timeout of the function, says the guide of Lambda. */
  readonly visibilityTimeoutSeconds: number;
  /** Seconds, 60 to 1209600. */
  readonly retentionSeconds: number;
}

type Attributes = Partial<Record<QueueAttributeName, string>>;

/** SetQueueAttributes, `MessageRetentionPeriod`: 14 days. Moved messages keep their age, so dead letters need longer than their queue. */
const MAX_RETENTION_SECONDS = 1_209_600;

/** The attributes of a dead-letter queue. */
export function toDeadLetterAttributes({ isFifo }: Pick<QueueBehaviour, 'isFifo'>): Attributes {
  return { MessageRetentionPeriod: String(MAX_RETENTION_SECONDS), ...fifoAttributes(isFifo) };
}

/**
 * The attributes of a queue.
 * @throws {ConfigurationError} when SQS would refuse one.
 */
export function toSourceAttributes(behaviour: QueueBehaviour, deadLetterTargetArn: string): Attributes {
  const { isFifo, maxReceiveCount, visibilityTimeoutSeconds, retentionSeconds } = behaviour;
  requireBetween('maxReceiveCount', maxReceiveCount, 1, 1000);
  requireBetween('visibilityTimeoutSeconds', visibilityTimeoutSeconds, 0, 43_200);
  requireBetween('retentionSeconds', retentionSeconds, 60, MAX_RETENTION_SECONDS - 1);
  return {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    ReceiveMessageWaitTimeSeconds: '20',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
    ...fifoAttributes(isFifo),
  };
}

function fifoAttributes(isFifo: boolean): Attributes {
  if (!isFifo) return {};
  return {
    FifoQueue: 'true',
    // Ids name the work: two updates with the same content are two.
    ContentBasedDeduplication: 'false',
    // High throughput (developer guide, "High throughput for FIFO queues"): groups do not share one quota. It needs both.
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  };
}

function requireBetween(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new ConfigurationError(`${name} must be a whole number from ${min} to ${max}`);
}

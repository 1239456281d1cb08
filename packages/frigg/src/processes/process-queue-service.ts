import { env } from 'node:process';
import { ConfigurationError, InvalidMessageError, InvalidProcessDataError } from '@frigg-crm/core';
import { withPrefix } from './process-options.ts';
import { ProcessUpdateMessage } from './process-update-message.ts';
import type { FriggMetrics } from './update-process-metrics.ts';

/** Of `@aws-sdk/client-sqs`, as far as it is used. */
export interface SqsClient {
  send(command: object): Promise<unknown>;
}

/** What {@link ProcessQueueService} is made with. */
export interface ProcessQueueServiceOptions {
  /** Of a FIFO queue. */
  readonly queueUrl: string;
  /**
   * @defaultValue a client of `@aws-sdk/client-sqs`, made when the first message is sent; with `AWS_ENDPOINT` and `IS_OFFLINE` of the
   * environment, as Frigg sets them on the machine of a developer
   */
  readonly client?: SqsClient | undefined;
}

/** Sends updates of processes to Frigg's FIFO queue, whose worker is {@link HandleProcessUpdate}. */
export class ProcessQueueService {
  readonly queueUrl: string;
  #client: SqsClient | undefined;

  /** @throws {ConfigurationError} without the URL of a queue. */
  constructor({ queueUrl, client }: Partial<ProcessQueueServiceOptions> = {}) {
    if (!queueUrl) throw new ConfigurationError('queueUrl is required');
    if (typeof queueUrl !== 'string') throw new ConfigurationError('queueUrl must be a string');
    this.queueUrl = queueUrl;
    this.#client = client;
  }

  /** @returns what SQS responds. @throws {StorageError} when it cannot be sent. */
  async sendMessage(message: ProcessUpdateMessage): Promise<unknown> {
    if (!(message instanceof ProcessUpdateMessage)) throw new InvalidMessageError('message must be an instance of ProcessUpdateMessage');
    return withPrefix('Failed to send message to queue', async () => {
      const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
      this.#client ??= new SQSClient(readAwsConfig(env)) as unknown as SqsClient;
      const command = new SendMessageCommand({
        QueueUrl: this.queueUrl,
        MessageBody: JSON.stringify(message),
        MessageGroupId: message.getMessageGroupId(),
        MessageDeduplicationId: message.getMessageDeduplicationId(),
      });
      return this.#client.send(command);
    });
  }

  /** Has a process moved, and keys merged into its context. */
  async queueStateUpdate(processId: string, state: string, contextUpdates: object | null = {}): Promise<unknown> {
    if (typeof state !== 'string' || state === '') throw new InvalidProcessDataError('state is required');
    return this.#queue(processId, 'UPDATE_STATE', { state, contextUpdates: contextUpdates ?? {} });
  }

  /** Has counters added. */
  async queueMetricsUpdate(processId: string, metricsUpdate: FriggMetrics): Promise<unknown> {
    if (typeof metricsUpdate !== 'object' || metricsUpdate === null) throw new InvalidProcessDataError('metricsUpdate is required');
    return this.#queue(processId, 'UPDATE_METRICS', { metricsUpdate });
  }

  /** Has a process completed. */
  async queueProcessCompletion(processId: string): Promise<unknown> {
    return this.#queue(processId, 'COMPLETE_PROCESS', {});
  }

  /** Has a process ended as failed. The stack of the error is not sent. */
  async queueErrorHandling(processId: string, error: Error): Promise<unknown> {
    if (!(error instanceof Error)) throw new InvalidProcessDataError('error must be an Error object');
    return this.#queue(processId, 'HANDLE_ERROR', { error: { message: error.message } });
  }

  async #queue(processId: string, operation: ProcessUpdateMessage['operation'], data: object): Promise<unknown> {
    return this.sendMessage(new ProcessUpdateMessage({ processId, operation, data }));
  }
}

/** As Frigg does: without these, updates of an app that runs locally would be sent to AWS. */
function readAwsConfig({ AWS_ENDPOINT: endpoint = '', IS_OFFLINE: isOffline = '' }: Readonly<Record<string, string | undefined>>) {
  return {
    ...(isOffline !== '' && { region: 'us-east-1', credentials: { accessKeyId: 'test-aws-key', secretAccessKey: 'test-aws-secret' } }),
    ...(endpoint !== '' && { endpoint }),
  };
}

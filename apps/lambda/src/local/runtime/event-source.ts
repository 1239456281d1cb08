import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SqsEvent, SqsRecord, SqsResult } from '../../events/sqs-event.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** What an event source joins. */
export interface EventSourceOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly function: LambdaFunction;
  readonly batchSize: number;
  /** What is left of the visibility timeout of messages whose invocation was ended or failed as a whole, in seconds: waiting for minutes would show nothing. */
  readonly redeliverySeconds: number;
  readonly signal: AbortSignal;
}

/** How long a receive waits, in seconds. */
const WAIT_SECONDS = 1;
/** The most messages that SQS hands out at once. */
const MAX_MESSAGES = 10;

/** An event source mapping: hands the messages of a queue to a function, and deletes what the function has done. */
export class EventSource {
  readonly #options: EventSourceOptions;
  readonly #queueName: string;
  readonly #running = new Set<Promise<void>>();
  #messages = 0;
  #deepest = 0;

  constructor(options: EventSourceOptions) {
    this.#options = options;
    this.#queueName = options.queueUrl.split('/').at(-1) ?? '';
  }

  /** How many messages were handed over, repetitions included. */
  get messages(): number {
    return this.#messages;
  }

  /** The longest chain of invocations that led to an invocation here, that one included. */
  get deepest(): number {
    return this.#deepest;
  }

  /** Polls until `signal` is aborted, and waits for what runs. */
  async run(): Promise<void> {
    const { function: target, batchSize, signal } = this.#options;
    while (!signal.aborted) {
      const free = target.free;
      if (free <= 0) {
        await Promise.race(this.#running);
        continue;
      }
      const received = await this.#receive(Math.min(MAX_MESSAGES, free * batchSize));
      for (let index = 0; index < received.length; index += batchSize) this.#start(received.slice(index, index + batchSize));
    }
    await Promise.all(this.#running);
  }

  async #receive(max: number): Promise<readonly Message[]> {
    const { client, queueUrl, signal } = this.#options;
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    try {
      const { Messages = [] } = await client.send(command, { abortSignal: signal });
      return Messages;
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    }
  }

  #start(batch: readonly Message[]): void {
    const work = this.#handOver(batch.map((message) => this.#toRecord(message))).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #handOver(records: readonly SqsRecord[]): Promise<void> {
    this.#messages += records.length;
    for (const { body } of records) this.#deepest = Math.max(this.#deepest, chainOf(body));
    const outcome = await this.#options.function.invoke({ Records: records } satisfies SqsEvent);
    if (outcome?.kind !== 'result') {
      await Promise.all(records.map(async (record) => this.#returnSoon(record)));
      return;
    }
    const { batchItemFailures } = outcome.value as SqsResult;
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    await Promise.all(records.filter(({ messageId }) => !failed.has(messageId)).map(async (record) => this.#delete(record)));
  }

  async #delete({ receiptHandle }: SqsRecord): Promise<void> {
    const { client, queueUrl } = this.#options;
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
  }

  async #returnSoon({ receiptHandle }: SqsRecord): Promise<void> {
    const { client, queueUrl, redeliverySeconds: VisibilityTimeout } = this.#options;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }));
  }

  #toRecord({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }: Message): SqsRecord {
    return {
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: { ApproximateReceiveCount: Attributes?.ApproximateReceiveCount ?? '1' },
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${this.#queueName}`,
    };
  }
}

/** A message notes how many invocations led to it; the one that sent the first message was none of a queue. */
function chainOf(body: string): number {
  const { data } = JSON.parse(body) as { readonly data?: { readonly hops?: number } };
  return (data?.hops ?? 0) + 1;
}

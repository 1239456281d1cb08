import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createSqsQueue, ensureSqsQueue } from '@frigg-crm/sqs-queue';
import { createSqsClient, startProgram, type Program } from '@frigg-crm/kit/programs';
import { MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS, type QueueUrls, type SharedQueues } from '../worker/worker-input.ts';

const QUEUE_SERVER_PROGRAM = new URL('queue-server-program.ts', import.meta.url);

/** A server that speaks the protocol of Amazon SQS. */
export interface QueueServer extends Pick<Program, 'kill'> {
  readonly endpoint: string;
}

export interface QueueServerOptions {
  /** @defaultValue a free one */
  readonly port?: number | undefined;
  /** Where the messages are kept. @defaultValue in memory */
  readonly dataDir?: string | undefined;
}

/** Starts a server in a program of its own. */
export async function startQueueServer(options: QueueServerOptions = {}): Promise<QueueServer> {
  let onPort: (port: string) => void = () => undefined;
  const port = new Promise<string>((resolve) => {
    onPort = resolve;
  });
  const program = startProgram(QUEUE_SERVER_PROGRAM, [JSON.stringify(options)], { onLine: (line) => onPort(line) });
  const failed = program.ended.then(() => {
    throw new Error(`the queue server did not start:\n${program.stderr}`);
  });
  const endpoint = `http://127.0.0.1:${await Promise.race([port, failed])}`;
  failed.catch(() => undefined);
  return { endpoint, kill: async () => program.kill() };
}

/** The queues of an integration, and what can be known about them. */
export interface TestQueues extends Required<SharedQueues> {
  /** Puts messages on a queue as they are. */
  send(queue: QueueUrls, bodies: readonly string[]): Promise<void>;
  /** @returns how many messages are in the dead-letter queues. */
  countDeadLetters(): Promise<number>;
  close(): void;
}

/** Makes the queues of an integration, as a deployment does. */
export async function makeQueues(endpoint: string, integrationId: string): Promise<TestQueues> {
  const client = createSqsClient(endpoint);
  const make = async (name: string): Promise<QueueUrls> =>
    ensureSqsQueue({
      client,
      name: `${integrationId}-${name}`,
      maxReceiveCount: MAX_RECEIVE_COUNT,
      visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
    });
  const [fetch, work, updates] = await Promise.all([make('fetch'), make('work'), make('updates.fifo')]);
  const count = async ({ deadLetterQueueUrl: QueueUrl }: QueueUrls): Promise<number> => {
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Number(Attributes?.['ApproximateNumberOfMessages']) + Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']);
  };
  return {
    endpoint,
    fetch,
    work,
    updates,
    send: async (urls, bodies) => createSqsQueue({ client, ...urls }).send(bodies.map((body) => ({ body }))),
    countDeadLetters: async () => (await count(fetch)) + (await count(work)) + (await count(updates)),
    close: () => client.destroy(),
  };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { env } from 'node:process';
import { ProcessQueueService } from '../../processes/process-queue-service.ts';
import { ProcessUpdateMessage } from '../../processes/process-update-message.ts';
import { has, refused, type Behaviour } from './behaviour.ts';

const URL = 'https://sqs.eu-central-1.amazonaws.com/1/processes.fifo';
const ANSWER = { MessageId: 'm1' };
type Input = Readonly<Record<'QueueUrl' | 'MessageBody' | 'MessageGroupId' | 'MessageDeduplicationId', string>>;
type Call = (service: ProcessQueueService) => Promise<unknown>;

const message = new ProcessUpdateMessage({ processId: 'p1', operation: 'UPDATE_STATE', data: {}, timestamp: new Date(5) });

/** @returns what SQS got, and what it answered; where the call is refused, an error that says how much SQS got. */
async function run(call: Call, respond: () => unknown = () => ANSWER) {
  const sent: Input[] = [];
  const client = {
    send: async (command: object) => {
      sent.push((command as { readonly input: Input }).input);
      return respond();
    },
  };
  const result = await call(new ProcessQueueService({ queueUrl: URL, client }));
  const bodies = sent.map(({ MessageBody }) => JSON.parse(MessageBody) as Readonly<Record<string, unknown>>);
  return { result, input: sent[0], sent: sent.length, body: bodies[0] };
}

/** @returns the text of the refusal; nothing may have been sent. */
async function refusalOf(call: Call): Promise<string> {
  let sent = 0;
  const service = new ProcessQueueService({ queueUrl: URL, client: { send: async () => (sent += 1) } });
  const text = await call(service).then(
    () => 'nothing is wrong',
    (error: unknown) => (error as Error).message,
  );
  return sent === 0 ? text : 'it was sent';
}

/** Sends on the machine of a developer, without a client. @returns what the queue there gets. */
async function runLocally(): Promise<readonly string[]> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      got.push((JSON.parse(body) as Input).MessageGroupId);
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  Object.assign(env, { IS_OFFLINE: 'true', AWS_ENDPOINT: `http://127.0.0.1:${port}` });
  try {
    // The checksum of the answer is none: that it arrives is what matters.
    await new ProcessQueueService({ queueUrl: `http://127.0.0.1:${port}/0/processes.fifo` }).sendMessage(message).catch(() => undefined);
  } finally {
    delete env['IS_OFFLINE'];
    delete env['AWS_ENDPOINT'];
    server.closeAllConnections();
    server.close();
  }
  return got;
}

const SENT: readonly (readonly [string, Call, object])[] = [
  [
    'a state',
    async (queue) => queue.queueStateUpdate('p1', 'RUNNING'),
    { operation: 'UPDATE_STATE', data: { state: 'RUNNING', contextUpdates: {} } },
  ],
  [
    'a state with a context',
    async (queue) => queue.queueStateUpdate('p1', 'RUNNING', { step: 1 }),
    { data: { state: 'RUNNING', contextUpdates: { step: 1 } } },
  ],
  [
    'a state with null for a context',
    async (queue) => queue.queueStateUpdate('p1', 'RUNNING', null),
    { data: { state: 'RUNNING', contextUpdates: {} } },
  ],
  [
    'a state that the machine does not have',
    async (queue) => queue.queueStateUpdate('p1', 'FETCHING_TOTAL'),
    { data: { state: 'FETCHING_TOTAL' } },
  ],
  [
    'counters',
    async (queue) => queue.queueMetricsUpdate('p1', { processed: 5 }),
    { operation: 'UPDATE_METRICS', data: { metricsUpdate: { processed: 5 } } },
  ],
  ['no counters at all', async (queue) => queue.queueMetricsUpdate('p1', {}), { data: { metricsUpdate: {} } }],
  ['a completion', async (queue) => queue.queueProcessCompletion('p1'), { operation: 'COMPLETE_PROCESS', data: {} }],
  [
    'an error',
    async (queue) => queue.queueErrorHandling('p1', new Error('boom')),
    { operation: 'HANDLE_ERROR', data: { error: { message: 'boom' } } },
  ],
  [
    'an error of another class',
    async (queue) => queue.queueErrorHandling('p1', new TypeError('bad')),
    { data: { error: { message: 'bad' } } },
  ],
  ['an update of its process', async (queue) => queue.queueProcessCompletion('p7'), { processId: 'p7' }],
];

const REFUSED: readonly (readonly [string, Call, string])[] = [
  ['an empty state', async (queue) => queue.queueStateUpdate('p1', ''), 'state is required'],
  ['a number for a state', async (queue) => queue.queueStateUpdate('p1', 5 as never), 'state is required'],
  ['a state of no process', async (queue) => queue.queueStateUpdate('', 'RUNNING'), 'processId cannot be empty'],
  ['no counters', async (queue) => queue.queueMetricsUpdate('p1', undefined as never), 'metricsUpdate is required'],
  ['null for counters', async (queue) => queue.queueMetricsUpdate('p1', null as never), 'metricsUpdate is required'],
  ['a number for counters', async (queue) => queue.queueMetricsUpdate('p1', 5 as never), 'metricsUpdate is required'],
  ['counters of no process', async (queue) => queue.queueMetricsUpdate(undefined as never, {}), 'processId is required'],
  ['a completion of no process', async (queue) => queue.queueProcessCompletion(undefined as never), 'processId is required'],
  ['a completion of a number', async (queue) => queue.queueProcessCompletion(7 as never), 'processId must be a string'],
  ['a text for an error', async (queue) => queue.queueErrorHandling('p1', 'boom' as never), 'error must be an Error object'],
  ['what looks like an error', async (queue) => queue.queueErrorHandling('p1', { message: 'x' } as never), 'error must be an Error object'],
  ['an error of no process', async (queue) => queue.queueErrorHandling(null as never, new Error('x')), 'processId is required'],
  [
    'what looks like a message',
    async (queue) => queue.sendMessage(message.toJSON() as never),
    'message must be an instance of ProcessUpdateMessage',
  ],
  ['nothing as a message', async (queue) => queue.sendMessage(undefined as never), 'message must be an instance of ProcessUpdateMessage'],
];

/** The service that queues updates of processes. */
export const QUEUE_SERVICE_BEHAVIOURS: readonly Behaviour[] = [
  ...(
    [
      [undefined, 'queueUrl is required'],
      [{}, 'queueUrl is required'],
      [{ queueUrl: '' }, 'queueUrl is required'],
      [{ queueUrl: 5 }, 'queueUrl must be a string'],
      [{ queueUrl: {} }, 'queueUrl must be a string'],
    ] as const
  ).map(([options, text]): Behaviour => [
    `makes a service with ${JSON.stringify(options)}`,
    () => new ProcessQueueService(options as { queueUrl: string }),
    refused(text),
  ]),
  ['asks a service for its queue', () => new ProcessQueueService({ queueUrl: URL }).queueUrl, URL],
  ...SENT.map(([what, call, body]): Behaviour => [`queues ${what}`, async () => (await run(call)).body, has(body)]),
  ...REFUSED.map(([what, call, text]): Behaviour => [`queues ${what}, and nothing is sent`, async () => refusalOf(call), text]),
  ['sends a message to its queue', async () => run(async (queue) => queue.sendMessage(message)), has({ input: { QueueUrl: URL } })],
  ['sends the message as JSON', async () => (await run(async (queue) => queue.sendMessage(message))).body, message.toJSON()],
  [
    'sends in the group of the process',
    async () => run(async (queue) => queue.sendMessage(message)),
    has({ input: { MessageGroupId: 'process-p1' } }),
  ],
  [
    'sends under the name of the message',
    async () => run(async (queue) => queue.sendMessage(message)),
    has({ input: { MessageDeduplicationId: 'p1-UPDATE_STATE-5' } }),
  ],
  ['sends on the machine of a developer, and not to AWS', async () => runLocally(), ['process-p1']],
  ['sends one message for one update', async () => run(async (queue) => queue.queueProcessCompletion('p1')), has({ sent: 1 })],
  ['gets what SQS answers', async () => run(async (queue) => queue.sendMessage(message)), has({ result: ANSWER })],
  ['gets what SQS answers to an update', async () => run(async (queue) => queue.queueMetricsUpdate('p1', {})), has({ result: ANSWER })],
  [
    'queues an update with the time of now',
    async () =>
      Date.now() - Date.parse(String((await run(async (queue) => queue.queueProcessCompletion('p1'))).body?.['timestamp'])) < 10_000,
    true,
  ],
  [
    'sends what SQS refuses',
    async () =>
      run(
        async (queue) => queue.sendMessage(message),
        () => Promise.reject(new Error('AccessDenied')),
      ),
    refused('Failed to send message to queue: AccessDenied'),
  ],
];

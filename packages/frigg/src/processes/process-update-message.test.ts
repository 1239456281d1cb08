import { describe, expect, it } from 'vitest';
import { ProcessQueueService } from './process-queue-service.ts';
import { ProcessUpdateMessage, ProcessUpdateOperation, type ProcessUpdateMessageData } from './process-update-message.ts';

const AT = new Date('2026-03-01T10:00:00.000Z');
const VALID: ProcessUpdateMessageData = { processId: 'p1', operation: 'UPDATE_STATE', data: { state: 'RUNNING' }, timestamp: AT };
const URL = 'https://sqs.eu-central-1.amazonaws.com/1/processes.fifo';

/** What plain JavaScript may give. */
function make(changes: Readonly<Record<string, unknown>>): ProcessUpdateMessage {
  return new ProcessUpdateMessage({ ...VALID, ...changes } as ProcessUpdateMessageData);
}

describe('a message of the queue of processes', () => {
  it.each([
    [{ processId: undefined }, 'processId is required'],
    [{ processId: null }, 'processId is required'],
    [{ processId: 7 }, 'processId must be a string'],
    [{ processId: {} }, 'processId must be a string'],
    [{ processId: '' }, 'processId cannot be empty'],
    [{ processId: '  ' }, 'processId cannot be empty'],
    [{ operation: undefined }, 'operation is required'],
    [{ operation: null }, 'operation is required'],
    [
      { operation: 'DELETE' },
      'Invalid operation type: DELETE. Valid operations: UPDATE_STATE, UPDATE_METRICS, COMPLETE_PROCESS, HANDLE_ERROR',
    ],
    [{ operation: '' }, 'Invalid operation type: '],
    [{ operation: 'update_state' }, 'Invalid operation type: update_state'],
    [{ data: undefined }, 'data is required'],
    [{ data: null }, 'data is required'],
    [{ data: 'x' }, 'data must be an object'],
    [{ data: 1 }, 'data must be an object'],
    [{ data: [] }, 'data must be an object'],
    [{ timestamp: 'yesterday' }, 'timestamp must be a Date object'],
    [{ timestamp: 5 }, 'timestamp must be a Date object'],
    [{ timestamp: new Date('x') }, 'timestamp must be a Date object'],
  ])('is refused with %j: %s', (changes, text) => {
    expect(() => make(changes)).toThrow(expect.objectContaining({ code: 'INVALID_PROCESS_DATA' }));
    expect(() => make(changes)).toThrow(text);
  });

  it('is refused when nothing is given', () => {
    expect(() => new ProcessUpdateMessage()).toThrow('processId is required');
  });

  it.each(ProcessUpdateOperation.VALID_OPERATIONS)('may have the operation %s', (operation) => {
    expect([make({ operation }).operation, ProcessUpdateOperation[operation], ProcessUpdateOperation.isValid(operation)]).toEqual([
      operation,
      operation,
      true,
    ]);
  });

  it.each([undefined, null, '', 'UPDATE', 'isValid'])('has no operation %j', (operation) => {
    expect(ProcessUpdateOperation.isValid(operation)).toBe(false);
  });

  it('has the time of now where none is given, and cannot be changed', () => {
    const before = Date.now();
    const message = make({ timestamp: undefined });
    expect(message.timestamp.getTime()).toBeGreaterThanOrEqual(before);
    for (const key of ['processId', 'operation', 'data', 'timestamp'] as const)
      expect(() => Object.assign(message, { [key]: 'x' })).toThrow(TypeError);
    expect(() => Object.assign(message.data, { state: 'x' })).toThrow(TypeError);
  });

  it('does not change with the object that it was made of', () => {
    const data = { state: 'RUNNING' };
    const message = make({ data });
    data.state = 'ERROR';
    expect(message.data).toEqual({ state: 'RUNNING' });
  });

  it('travels as JSON and comes back equal, as text and as what was parsed of it', () => {
    const message = make({});
    const json = { processId: 'p1', operation: 'UPDATE_STATE', data: { state: 'RUNNING' }, timestamp: '2026-03-01T10:00:00.000Z' };
    expect(message.toJSON()).toEqual(json);
    expect(JSON.parse(JSON.stringify(message))).toEqual(json);
    expect(ProcessUpdateMessage.fromJSON(JSON.stringify(message))).toEqual(message);
    expect(ProcessUpdateMessage.fromJSON(json)).toEqual(message);
    expect(ProcessUpdateMessage.fromJSON(json)).toBeInstanceOf(ProcessUpdateMessage);
  });

  it.each([
    ['{', 'INVALID_MESSAGE'],
    ['', 'INVALID_MESSAGE'],
    ['null', 'INVALID_MESSAGE'],
    ['7', 'INVALID_MESSAGE'],
    ['{}', 'INVALID_PROCESS_DATA'],
    ['{"processId":"p1","operation":"UPDATE_STATE","data":{}}', 'INVALID_PROCESS_DATA'],
  ])('is not read from %s', (text, code) => {
    expect(() => ProcessUpdateMessage.fromJSON(text)).toThrow(expect.objectContaining({ code }));
  });

  it('has one group per process, and a name of its own per operation and moment', () => {
    expect(make({}).getMessageGroupId()).toBe('process-p1');
    expect(make({}).getMessageDeduplicationId()).toBe(`p1-UPDATE_STATE-${AT.getTime()}`);
    expect(make({ operation: 'UPDATE_METRICS' }).getMessageDeduplicationId()).not.toBe(make({}).getMessageDeduplicationId());
    expect(make({ timestamp: new Date(1) }).getMessageDeduplicationId()).not.toBe(make({}).getMessageDeduplicationId());
  });
});

interface Sent {
  readonly input: Readonly<Record<'QueueUrl' | 'MessageBody' | 'MessageGroupId' | 'MessageDeduplicationId', string>>;
}

function createService(answer: () => Promise<unknown> = async () => ({ MessageId: 'm1' })) {
  const sent: Sent['input'][] = [];
  const client = {
    send: async (command: object) => {
      sent.push((command as Sent).input);
      return answer();
    },
  };
  return { service: new ProcessQueueService({ queueUrl: URL, client }), sent };
}

describe('the service of the queue of processes', () => {
  it.each([
    [undefined, 'queueUrl is required'],
    [{}, 'queueUrl is required'],
    [{ queueUrl: '' }, 'queueUrl is required'],
    [{ queueUrl: null }, 'queueUrl is required'],
    [{ queueUrl: 5 }, 'queueUrl must be a string'],
    [{ queueUrl: {} }, 'queueUrl must be a string'],
  ])('is not made with %j: %s', (options, text) => {
    expect(() => new ProcessQueueService(options as { queueUrl: string })).toThrow(text);
    expect(() => new ProcessQueueService(options as { queueUrl: string })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });

  it('knows its queue', () => {
    expect(createService().service.queueUrl).toBe(URL);
  });

  it.each([
    [
      'a state',
      async (service: ProcessQueueService) => service.queueStateUpdate('p1', 'RUNNING', { step: 1 }),
      'UPDATE_STATE',
      { state: 'RUNNING', contextUpdates: { step: 1 } },
    ],
    [
      'a state alone',
      async (service: ProcessQueueService) => service.queueStateUpdate('p1', 'RUNNING'),
      'UPDATE_STATE',
      { state: 'RUNNING', contextUpdates: {} },
    ],
    [
      'a state without a context',
      async (service: ProcessQueueService) => service.queueStateUpdate('p1', 'RUNNING', null),
      'UPDATE_STATE',
      { state: 'RUNNING', contextUpdates: {} },
    ],
    [
      'counters',
      async (service: ProcessQueueService) => service.queueMetricsUpdate('p1', { processed: 5 }),
      'UPDATE_METRICS',
      { metricsUpdate: { processed: 5 } },
    ],
    ['a completion', async (service: ProcessQueueService) => service.queueProcessCompletion('p1'), 'COMPLETE_PROCESS', {}],
    [
      'an error, without its stack',
      async (service: ProcessQueueService) => service.queueErrorHandling('p1', new Error('boom')),
      'HANDLE_ERROR',
      { error: { message: 'boom' } },
    ],
  ] as const)('sends %s', async (_what, call, operation, data) => {
    const { service, sent } = createService();
    await expect(call(service)).resolves.toEqual({ MessageId: 'm1' });
    const [message] = sent;
    expect(JSON.parse(message?.MessageBody ?? '')).toEqual({ processId: 'p1', operation, data, timestamp: expect.any(String) as string });
    expect([message?.QueueUrl, message?.MessageGroupId]).toEqual([URL, 'process-p1']);
    expect(message?.MessageDeduplicationId).toMatch(new RegExp(`^p1-${operation}-\\d+$`));
  });

  it.each([
    ['no state', async (service: ProcessQueueService) => service.queueStateUpdate('p1', ''), 'state is required'],
    ['a state that is none', async (service: ProcessQueueService) => service.queueStateUpdate('p1', 5 as never), 'state is required'],
    ['no process', async (service: ProcessQueueService) => service.queueStateUpdate('', 'RUNNING'), 'processId cannot be empty'],
    [
      'no counters',
      async (service: ProcessQueueService) => service.queueMetricsUpdate('p1', undefined as never),
      'metricsUpdate is required',
    ],
    [
      'a number for counters',
      async (service: ProcessQueueService) => service.queueMetricsUpdate('p1', 5 as never),
      'metricsUpdate is required',
    ],
    [
      'null for counters',
      async (service: ProcessQueueService) => service.queueMetricsUpdate('p1', null as never),
      'metricsUpdate is required',
    ],
    [
      'counters of no process',
      async (service: ProcessQueueService) => service.queueMetricsUpdate(undefined as never, {}),
      'processId is required',
    ],
    [
      'a completion of no process',
      async (service: ProcessQueueService) => service.queueProcessCompletion(undefined as never),
      'processId is required',
    ],
    [
      'a text for an error',
      async (service: ProcessQueueService) => service.queueErrorHandling('p1', 'boom' as never),
      'error must be an Error object',
    ],
    [
      'an object for an error',
      async (service: ProcessQueueService) => service.queueErrorHandling('p1', { message: 'boom' } as never),
      'error must be an Error object',
    ],
    [
      'another message',
      async (service: ProcessQueueService) => service.sendMessage({ ...VALID } as never),
      'message must be an instance of ProcessUpdateMessage',
    ],
    [
      'nothing',
      async (service: ProcessQueueService) => service.sendMessage(undefined as never),
      'message must be an instance of ProcessUpdateMessage',
    ],
  ] as const)('refuses %s, and sends nothing', async (_what, call, text) => {
    const { service, sent } = createService();
    await expect(call(service)).rejects.toThrow(text);
    expect(sent).toEqual([]);
  });

  it('says that SQS refused', async () => {
    const { service } = createService(async () => Promise.reject(new Error('AccessDenied')));
    await expect(service.queueProcessCompletion('p1')).rejects.toThrow('Failed to send message to queue: AccessDenied');
  });
});

import type { QueueSendError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { createTestSystem, type TestSystem } from '../test-support/test-system.ts';

function numbered(count: number): { readonly body: string }[] {
  return Array.from({ length: count }, (_, index) => ({ body: `Ada Lovelace ${index}` }));
}

async function sendError({ queue, clock }: TestSystem, messages: readonly { readonly body: string }[]): Promise<QueueSendError> {
  const failed = queue.send(messages).then(
    () => undefined,
    (error: unknown) => error,
  );
  return (await clock.runUntil(failed)) as QueueSendError;
}

describe('sending to SQS', () => {
  it('B45, P3: sends entries that fail again until they are accepted, also when their number is a multiple of ten', async () => {
    const system = createTestSystem();
    let requests = 0;
    system.sqs.interfere = (action) => {
      requests += action === 'SendMessageBatch' ? 1 : 0;
      return requests <= 4 ? { kind: 'entries', ids: ['3', '17'], code: 'InternalError', senderFault: false } : undefined;
    };
    await system.clock.runUntil(system.queue.send(numbered(20)));
    expect(system.sqs.messages.map(({ body }) => body).toSorted()).toEqual(
      numbered(20)
        .map(({ body }) => body)
        .toSorted(),
    );
  });

  it('waits twice as long after each failure', async () => {
    const system = createTestSystem({ sendAttempts: 4 });
    const start = system.clock.now();
    const times: number[] = [];
    system.sqs.interfere = () => {
      times.push(system.clock.now() - start);
      return { kind: 'entries', ids: ['0'], code: 'InternalError', senderFault: false };
    };
    await sendError(system, numbered(1));
    expect(times).toEqual([0, 200, 600, 1400]);
  });

  it('B45, B46: names exactly the messages that were not accepted in the end', async () => {
    const system = createTestSystem({ sendAttempts: 3 });
    system.sqs.interfere = () => ({ kind: 'entries', ids: ['4', '25'], code: 'InternalError', senderFault: false });
    const error = await sendError(system, numbered(30));
    expect(error).toMatchObject({
      code: 'QUEUE_SEND_FAILED',
      retryable: true,
      unsent: [
        { index: 4, code: 'InternalError' },
        { index: 25, code: 'InternalError' },
      ],
    });
    expect(system.sqs.messages.length).toBe(28);
  });

  it('does not send an entry again that is wrong in itself', async () => {
    const system = createTestSystem();
    system.sqs.interfere = () => ({ kind: 'entries', ids: ['1'], code: 'InvalidParameterValue', senderFault: true });
    const error = await sendError(system, numbered(3));
    expect(error).toMatchObject({ retryable: false, unsent: [{ index: 1, code: 'InvalidParameterValue' }] });
    expect(system.sqs.calls).toEqual(['SendMessageBatch']);
  });

  it.each([
    ['a refused connection', { kind: 'network' } as const],
    ['an internal error', { kind: 'error', status: 500, type: 'InternalFailure' } as const],
    ['throttling', { kind: 'error', status: 400, type: 'RequestThrottled' } as const],
    ['an overloaded service', { kind: 'error', status: 503, type: 'ServiceUnavailable' } as const],
  ])('sends a whole request again after %s', async (_, fault) => {
    const system = createTestSystem();
    let requests = 0;
    system.sqs.interfere = () => {
      requests += 1;
      return requests <= 2 ? fault : undefined;
    };
    await system.clock.runUntil(system.queue.send(numbered(10)));
    expect(system.sqs.messages.length).toBe(10);
  });

  it('B46: names the messages of a request that failed in all its tries, and sends the others', async () => {
    const system = createTestSystem();
    system.sqs.interfere = (_, input) => (input.Entries?.some(({ Id }) => Id === '10') === true ? { kind: 'network' } : undefined);
    const error = await sendError(system, numbered(25));
    expect(error.unsent.map(({ index }) => index)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(system.sqs.messages.length).toBe(15);
  });

  it('gives up at once when SQS refuses the sender, and names everything', async () => {
    const system = createTestSystem({ sendConcurrency: 1 });
    system.sqs.interfere = () => ({ kind: 'error', status: 403, type: 'AccessDeniedException' });
    const error = await sendError(system, numbered(50));
    expect(error.retryable).toBe(false);
    expect(error.unsent.length).toBe(50);
    expect(new Set(error.unsent.map(({ code }) => code))).toEqual(new Set(['AccessDeniedException']));
    expect(system.sqs.calls.length).toBe(1);
  });

  it('B47: splits requests by ten entries and by the sum of their UTF-8 bytes', async () => {
    const system = createTestSystem({ maxMessageBytes: 1000 });
    const sizes: number[] = [];
    system.sqs.interfere = (_, { Entries = [] }) => {
      sizes.push(Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(String(MessageBody)), 0));
      expect(Entries.length).toBeLessThanOrEqual(10);
      return undefined;
    };
    await system.queue.send([...Array.from({ length: 9 }, () => ({ body: '😀'.repeat(100) })), ...numbered(23)]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    expect(system.sqs.messages.length).toBe(32);
  });

  it.each(['\u0000', '\u000B', '\uFFFF', 'half \uD83D'])('refuses characters that SQS does not carry: %j', async (body) => {
    const { queue, sqs } = createTestSystem();
    await expect(queue.send([{ body: 'good' }, { body }])).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    expect(sqs.calls).toEqual([]);
  });

  it.each([
    ['standard', false],
    ['FIFO', true],
  ])('puts the group of a message on the wire to a %s queue, which spreads its work by it', async (_, fifo) => {
    const system = createTestSystem({ fifo });
    const entries: Record<string, unknown>[] = [];
    system.sqs.interfere = (_action, { Entries = [] }) => {
      entries.push(...Entries);
      return undefined;
    };
    await system.queue.send([{ body: 'one', groupId: 'tenant-7', deduplicationId: 'work-1' }]);
    const named = fifo ? { MessageDeduplicationId: 'work-1' } : {};
    expect(entries).toEqual([{ Id: '0', MessageBody: 'one', MessageGroupId: 'tenant-7', ...named }]);
  });

  it('sends the requests of a FIFO queue one after the other, in order', async () => {
    const system = createTestSystem({ fifo: true });
    await system.queue.send(numbered(35).map(({ body }, index) => ({ body, groupId: 'group', deduplicationId: `id-${index}` })));
    expect(system.sqs.messages.map(({ body }) => body)).toEqual(numbered(35).map(({ body }) => body));
  });

  it('stops when its signal is aborted while it waits', async () => {
    const system = createTestSystem();
    system.sqs.interfere = () => ({ kind: 'network' });
    const controller = new AbortController();
    const sent = system.queue.send(numbered(1), { signal: controller.signal });
    await system.clock.advance(10);
    controller.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
  });

  it('B48, P3: logs no bodies and throws no text of the SDK', async () => {
    const system = createTestSystem();
    system.sqs.interfere = () => ({ kind: 'network' });
    const error = await sendError(system, numbered(12));
    expect(system.lines.length).toBeGreaterThan(0);
    expect([...system.lines, error.message, JSON.stringify(error)].join(' ')).not.toMatch(/Lovelace|sqs\.invalid|connect /);
  });
});

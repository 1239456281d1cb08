import { handleEachMessage, type QueueSendError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import type { Fault, Input } from './test-support/fake-sqs.ts';
import { createTestSystem, type TestSystem } from './test-support/test-system.ts';
import { redriveDeadLetters } from './admin/redrive-dead-letters.ts';

const WORDS =
  'Value tenant-7 for parameter MessageGroupId is invalid. Reason: The request include parameter that is not valid for this queue type.';

const LEFT_OUT = 'standard queue refuses MessageGroupId; sending messages without it from now on';

function hasGroup(input: Input): boolean {
  return 'MessageGroupId' in input || (input.Entries ?? []).some((entry) => 'MessageGroupId' in entry);
}

/** Makes a server of the time before July 2025. */
function refuseGroups({ sqs }: TestSystem, way: 'request' | 'entries'): void {
  sqs.interfere = (action, input): Fault | undefined => {
    if (!action.startsWith('SendMessage') || !hasGroup(input)) return undefined;
    const ids = (input.Entries ?? []).filter((entry) => 'MessageGroupId' in entry).map(({ Id }) => String(Id));
    if (way === 'entries' && ids.length > 0)
      return { kind: 'entries', ids, code: 'InvalidParameterValue', senderFault: true, message: WORDS };
    return { kind: 'error', status: 400, type: 'InvalidParameterValue', message: WORDS };
  };
}

const MESSAGES = Array.from({ length: 95 }, (_, index) => ({ body: `message ${index}`, groupId: `tenant-${index % 7}` }));

async function sendError({ queue, clock }: TestSystem): Promise<QueueSendError> {
  return (await clock.runUntil(queue.send(MESSAGES.slice(0, 3)).catch((error: unknown) => error))) as QueueSendError;
}

describe('a standard queue whose server knows no message groups', () => {
  it.each(['request', 'entries'] as const)('F45: gets its messages without groups after one refusal of the %s', async (way) => {
    const system = createTestSystem({ sendConcurrency: 1 });
    refuseGroups(system, way);
    await system.queue.send(MESSAGES);
    expect(system.sqs.messages.map(({ body, groupId }) => [body, groupId])).toEqual(MESSAGES.map(({ body }) => [body, undefined]));
    // Ten requests, and the first one twice.
    expect(system.sqs.calls).toHaveLength(11);
    await system.queue.send(MESSAGES.slice(0, 10));
    expect(system.sqs.calls).toHaveLength(12);
    expect(system.lines.filter((line) => line.startsWith(LEFT_OUT))).toHaveLength(1);
  });

  it('F45: says once what the server said, also when requests are refused side by side', async () => {
    const system = createTestSystem({ sendConcurrency: 8 });
    refuseGroups(system, 'request');
    await system.queue.send(MESSAGES);
    expect(system.sqs.messages).toHaveLength(95);
    expect(system.lines).toHaveLength(1);
    expect(system.lines[0]).toContain('Value [redacted] for parameter MessageGroupId is invalid. Reason: The request include parameter');
  });

  it('F45: gets its dead letters without groups', async () => {
    const system = createTestSystem();
    await system.queue.send(MESSAGES.slice(0, 4));
    refuseGroups(system, 'request');
    const stop = new AbortController();
    const handler = handleEachMessage(async () => ({ kind: 'dead-letter', reason: 'unreadable' }));
    const ended = system.queue.consume(handler, { signal: stop.signal });
    await system.clock.advance(1000);
    stop.abort();
    await ended;
    expect(system.sqs.deadLetters.map(({ groupId }) => groupId)).toEqual([undefined, undefined, undefined, undefined]);
    expect(system.sqs.calls.filter((action) => action === 'SendMessage')).toHaveLength(5);
    expect(system.lines.map((line) => line.split(' {')[0])).toEqual([LEFT_OUT]);
  });

  it.each(['request', 'entries'] as const)('F45: gets its dead letters back without groups after one refusal of the %s', async (way) => {
    const system = createTestSystem();
    const { client, queueUrl, deadLetterQueueUrl } = system;
    system.sqs.put(deadLetterQueueUrl, MESSAGES.slice(0, 4));
    refuseGroups(system, way);
    const moved = redriveDeadLetters({ client, queueUrl, deadLetterQueueUrl, clock: system.clock });
    expect(await system.clock.runUntil(moved)).toEqual({ kind: 'moved', count: 4 });
    expect(system.sqs.messages.map(({ groupId }) => groupId)).toEqual([undefined, undefined, undefined, undefined]);
    expect(system.sqs.calls.filter((action) => action === 'SendMessageBatch')).toHaveLength(5);
  });

  it('F45: a FIFO queue never gets a message without its group', async () => {
    const system = createTestSystem({ fifo: true });
    refuseGroups(system, 'request');
    await expect(system.queue.send([{ body: 'one', groupId: 'a', deduplicationId: 'a1' }])).rejects.toMatchObject({
      unsent: [{ index: 0, code: 'InvalidParameterValue' }],
    });
    expect(system.sqs.calls).toHaveLength(1);
  });

  it('F45: keeps the groups when the message is refused without them, too, and shows the words of the server', async () => {
    const system = createTestSystem();
    const message = 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.';
    system.sqs.interfere = () => ({ kind: 'error', status: 400, type: 'InvalidParameterValue', message });
    const error = await sendError(system);
    expect(error.message).toContain('0 (InvalidParameterValue), 1 (InvalidParameterValue)');
    expect(error.message).toContain(`the queue says: ${message}`);
    expect(error).toMatchObject({ retryable: false, unsent: [0, 1, 2].map((index) => ({ index, reason: message })) });
    system.sqs.interfere = () => undefined;
    await system.queue.send(MESSAGES.slice(0, 1));
    expect(system.sqs.messages.map(({ groupId }) => groupId)).toEqual(['tenant-0']);
  });

  it('F45: does not repeat a request without groups that is refused for another reason', async () => {
    const system = createTestSystem();
    system.sqs.interfere = () => ({ kind: 'error', status: 403, type: 'AccessDeniedException', message: 'no' });
    await sendError(system);
    expect(system.sqs.calls).toHaveLength(1);
  });
});

import { expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { QueueSendError } from '../errors/queue-send-error.ts';
import type { MessageQueue, OutgoingMessage } from '../ports/message-queue.ts';
import { addMetrics, complete, expectUnits, goTo, settleUnit } from '../test-support/updates.ts';
import { decodeProcessUpdate } from './process-update-codec.ts';
import { QueuedProcessUpdates } from './queued-process-updates.ts';

interface RecordingQueue extends MessageQueue {
  readonly sends: (readonly OutgoingMessage[])[];
}

/** Keeps what it is given; refuses the bodies that `refuses` picks. */
function recordingQueue(refuses: (message: OutgoingMessage) => boolean = () => false): RecordingQueue {
  const sends: (readonly OutgoingMessage[])[] = [];
  return {
    sends,
    limits: { maxMessageBytes: 262_144, maxDelaySeconds: 900 },
    async send(messages) {
      sends.push(messages);
      const unsent = messages.flatMap((message, index) => (refuses(message) ? [{ index, code: 'InternalError' }] : []));
      if (unsent.length > 0) throw new QueueSendError({ unsent, total: messages.length, retryable: true });
    },
    async consume() {},
    async close() {},
  };
}

const SQS_ID = /^[!-~]{1,128}$/;

it('sends each update as a message of its process, named after the work', async () => {
  const queue = recordingQueue();
  const updates = [expectUnits(2, true), settleUnit(0, { synced: 1 }), settleUnit(1)];
  await new QueuedProcessUpdates({ queue }).submit(updates);
  expect(queue.sends).toHaveLength(1);
  const sent = queue.sends.flat();
  expect(sent.map(({ body }) => decodeProcessUpdate(body))).toEqual(updates);
  expect(sent.map(({ groupId }) => groupId)).toEqual(['process-process-1', 'process-process-1', 'process-process-1']);
  expect(new Set(sent.map(({ deduplicationId }) => deduplicationId)).size).toBe(3);
  for (const { deduplicationId, delaySeconds } of sent)
    expect([deduplicationId, delaySeconds]).toEqual([expect.stringMatching(SQS_ID), undefined]);
});

it('D1, B26: gives the same work the same deduplication id at any time, and other work another, in the same millisecond too', async () => {
  const queue = recordingQueue();
  const sink = new QueuedProcessUpdates({ queue });
  const same = addMetrics('batch#0', { processed: 1, success: 1 });
  const others: ProcessUpdate[] = [
    addMetrics('batch#1', { processed: 1, success: 1 }),
    addMetrics('batch#0', { processed: 2, success: 2 }),
    { ...same, processId: toProcessId('process-2') },
  ];
  await sink.submit([same, ...others]);
  await sink.submit([{ updateId: 'batch#0', metrics: { success: 1, processed: 1 }, processId: same.processId, type: 'UPDATE_METRICS' }]);
  const ids = queue.sends.flat().map(({ deduplicationId }) => deduplicationId);
  expect(ids[4]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(4);
});

it.each([
  ['that is long', 'x'.repeat(500)],
  ['of other alphabets', 'ünïcode 😀'],
  ['with a space', 'with space'],
  ['that is one character too long', 'x'.repeat(121)],
])('names a group as Amazon SQS wants it for a process id %s', async (_, id) => {
  const queue = recordingQueue();
  const sink = new QueuedProcessUpdates({ queue });
  await sink.submit([
    { ...complete, processId: toProcessId(id) },
    { ...settleUnit(0), processId: toProcessId(id) },
  ]);
  await sink.submit([{ ...complete, processId: toProcessId(`${id}-2`) }]);
  const groups = queue.sends.flat().map(({ groupId }) => groupId);
  expect(groups[0]).toMatch(SQS_ID);
  expect(groups[1]).toBe(groups[0]);
  expect(groups[2]).not.toBe(groups[0]);
});

it('sends what must not overtake only when everything before it is accepted', async () => {
  const queue = recordingQueue();
  await new QueuedProcessUpdates({ queue }).submit([goTo('FETCHING'), settleUnit(0), settleUnit(1), complete]);
  expect(queue.sends.map((messages) => messages.length)).toEqual([1, 2, 1]);
});

it('names what was not accepted by its position, with all that it never sent', async () => {
  const queue = recordingQueue(({ body }) => decodeProcessUpdate(body).updateId === 'settle#1');
  const submitted = new QueuedProcessUpdates({ queue }).submit([goTo('FETCHING'), settleUnit(0), settleUnit(1), complete]);
  await expect(submitted).rejects.toMatchObject({
    code: 'QUEUE_SEND_FAILED',
    retryable: true,
    unsent: [
      { index: 2, code: 'InternalError' },
      { index: 3, code: 'NotSent' },
    ],
  });
  expect(queue.sends).toHaveLength(2);
});

it('hands on what a queue says that is away, and sends nothing when one update is none', async () => {
  const queue = recordingQueue();
  const bad = { ...settleUnit(0), unit: -1 };
  await expect(new QueuedProcessUpdates({ queue }).submit([settleUnit(1), bad])).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
  expect(queue.sends).toEqual([]);
  const away: MessageQueue = { ...queue, send: async () => Promise.reject(new RangeError('no')) };
  await expect(new QueuedProcessUpdates({ queue: away }).submit([settleUnit(1)])).rejects.toThrow(RangeError);
});

it('sends nothing when nothing is submitted, or when the caller has given up', async () => {
  const queue = recordingQueue();
  await new QueuedProcessUpdates({ queue }).submit([]);
  await expect(new QueuedProcessUpdates({ queue }).submit([complete], { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
    'stop',
  );
  expect(queue.sends).toEqual([]);
});

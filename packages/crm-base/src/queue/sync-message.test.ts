import { expect, it } from 'vitest';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { decodeSyncMessage, encodeSyncMessage, type SyncMessage } from './sync-message.ts';

const data = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: 'x' };

it('reads back what it wrote, emoji and all', () => {
  const message: SyncMessage = {
    v: 1,
    event: 'PROCESS_PERSON_BATCH',
    data: {
      ...data,
      unit: 3,
      attempt: 1,
      reference: { kind: 'page', page: null, cursor: '🎈', endsPlan: false },
      records: [{ name: 'Ana 🎈' }],
    },
  };
  expect(decodeSyncMessage(encodeSyncMessage(message))).toEqual(message);
});

it('writes nothing that Amazon SQS refuses in a body', () => {
  const hard = 'a\u0000b\u0007 🎈 \uffff \ud83d end';
  const message: SyncMessage = { v: 1, event: 'COMPLETE_SYNC', data: { ...data, personObjectType: hard } };
  const body = encodeSyncMessage(message);
  expect(body).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
  expect(decodeSyncMessage(body)).toEqual({ ...message, data: { ...data, personObjectType: hard } });
});

it.each([
  ['no JSON', '{'],
  ['no version', JSON.stringify({ event: 'COMPLETE_SYNC', data })],
  ['an unknown event without an address', JSON.stringify({ v: 1, event: 'ELSE', data: {} })],
  ['a missing integration', JSON.stringify({ v: 1, event: 'COMPLETE_SYNC', data: { ...data, integrationId: '' } })],
  ['an unknown field beside data', JSON.stringify({ v: 1, event: 'COMPLETE_SYNC', data, secret: 1 })],
])('refuses %s', (_what, body) => {
  expect(() => decodeSyncMessage(body)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }));
});

it.each([
  ['version', JSON.stringify({ v: 2, event: 'COMPLETE_SYNC', data })],
  ['event', JSON.stringify({ v: 1, event: 'ELSE', data: { ...data, new: 1 } })],
])('leaves a message of a newer %s to a worker that knows it', (_what, body) => {
  expect(() => decodeSyncMessage(body)).toThrow(expect.objectContaining({ code: 'UNKNOWN_MESSAGE', retryable: true }));
});

it('does not read what a newer version has added to the data', () => {
  const newer = JSON.stringify({ v: 1, event: 'COMPLETE_SYNC', data: { ...data, addedLater: 1 } });
  expect(decodeSyncMessage(newer)).toEqual({ v: 1, event: 'COMPLETE_SYNC', data });
});

it('puts what cannot be read, or whose integration is not known here, into the dead-letter queue with the reason', async () => {
  const system = createSyncSystem();
  const process = { userId: 'u1', integrationId: 'other', connector: 'fake', personObjectType: 'Person', pageSize: 10 } as const;
  const { id: processId } = await system.engine.processManager.createSyncProcess({ ...process, syncType: 'INITIAL' });
  await system.work.send([
    { body: 'not json' },
    { body: JSON.stringify({ v: 1, event: 'COMPLETE_SYNC', data: { ...data, integrationId: 'other', processId } }) },
  ]);
  const workers = system.start();
  await system.clock.advance(3_600_000);
  system.stop.abort();
  await system.clock.runUntil(workers);
  expect(system.work.deadLetters.map(({ reason }) => reason)).toEqual([
    'Not a sync message of version 1: see the whole',
    'No integration other of connector fake can be loaded here',
  ]);
});

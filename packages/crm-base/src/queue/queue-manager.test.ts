import type { MessageQueue, OutgoingMessage } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { decodeSyncMessage, type SyncMessage } from './sync-message.ts';
import { QueueManager } from './queue-manager.ts';

const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Lead', processId: 'x' };

function recording(sent: OutgoingMessage[]): MessageQueue {
  return {
    limits: { maxMessageBytes: 262_144, maxDelaySeconds: 900 },
    send: async (messages) => void sent.push(...messages),
    consume: async () => {},
    close: async () => {},
  };
}

function createManager(): { readonly manager: QueueManager; readonly fetch: OutgoingMessage[]; readonly work: OutgoingMessage[] } {
  const [fetch, work]: [OutgoingMessage[], OutgoingMessage[]] = [[], []];
  return { manager: new QueueManager({ fetchQueue: recording(fetch), workQueue: recording(work) }), fetch, work };
}

/** One of each kind: a kind without one does not compile. */
const EVERY_KIND: { readonly [Event in SyncMessage['event']]: Extract<SyncMessage, { readonly event: Event }> } = {
  FETCH_PERSON_PAGE: { v: 1, event: 'FETCH_PERSON_PAGE', data: { ...address, attempt: 0 } },
  FAN_OUT_PAGES: { v: 1, event: 'FAN_OUT_PAGES', data: { ...address, from: 0, to: 3, attempt: 0 } },
  PROCESS_PERSON_BATCH: {
    v: 1,
    event: 'PROCESS_PERSON_BATCH',
    data: { ...address, unit: 0, attempt: 0, reference: { kind: 'page', page: 0, cursor: null, endsPlan: false } },
  },
  COMPLETE_SYNC: { v: 1, event: 'COMPLETE_SYNC', data: address },
  SWEEP_DELETED: { v: 1, event: 'SWEEP_DELETED', data: { ...address, phase: 'count', limit: 0, attempt: 0, found: 0, gone: 0, kept: 0 } },
};

it.each(Object.values(EVERY_KIND))('B50, B56: $event carries connector, object type and every 0 as they are', async (message) => {
  const { manager, fetch, work } = createManager();
  await manager.queue(message);
  const [sent] = [...fetch, ...work];
  expect(decodeSyncMessage(sent?.body ?? '')).toEqual(message);
  expect(decodeSyncMessage(sent?.body ?? '').data).toMatchObject(address);
});

it('B50: distinguishes page 0 from no page', async () => {
  const { manager, work } = createManager();
  const batch = EVERY_KIND.PROCESS_PERSON_BATCH.data;
  const pages = [0, null, 1];
  await manager.queueProcessPersonBatches(
    pages.map((page) => ({ ...batch, reference: { kind: 'page', page, cursor: page === null ? '' : null, endsPlan: false } })),
  );
  const references = work.map(({ body }) => (JSON.parse(body) as { data: { reference: object } }).data.reference);
  expect(references).toMatchObject([
    { page: 0, cursor: null },
    { page: null, cursor: '' },
    { page: 1, cursor: null },
  ]);
});

it('B49: sends a delay of 0 as 0, and none when none is asked for', async () => {
  const { manager, work } = createManager();
  await manager.queueCompleteSync(address, { delaySeconds: 0 });
  await manager.queueCompleteSync(address);
  expect(work.map(({ delaySeconds }) => delaySeconds)).toEqual([0, undefined]);
});

it('F32: sends nothing that a worker would refuse', async () => {
  const { manager, fetch, work } = createManager();
  const ofAnotherShape = { processId: 'x', page: 1 } as never;
  for (const send of [
    async () => manager.queueFetchPersonPage(ofAnotherShape),
    async () => manager.queueProcessPersonBatch(ofAnotherShape),
    async () => manager.queueCompleteSync('x' as never),
  ])
    await expect(send()).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  expect([fetch, work]).toEqual([[], []]);
});

import { silentLogger, systemClock, toProcessProgress } from '@frigg-crm/core';
import { createLiveGateway, type LiveGateway } from '@frigg-crm/live/server';
import { openMemoryStore } from '@frigg-crm/memory';
import type { Principal } from '@frigg-crm/server';
import { aProcess } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import type { LambdaApp } from '../app/open-app.ts';
import type { SocketEvent } from '../events/socket-event.ts';
import { flushAfter } from './flush-after.ts';
import { createLiveHandler } from './create-live-handler.ts';

const CALLERS: Readonly<Record<string, Principal>> = {
  'Bearer viewer': { id: 'key:viewer', actions: new Set(['see']) },
  'Bearer blind': { id: 'key:blind', actions: new Set() },
};

function openSystem(): {
  readonly app: LambdaApp;
  readonly gateway: LiveGateway;
  readonly posted: string[];
  readonly store: ReturnType<typeof openMemoryStore>;
} {
  const store = openMemoryStore({ clock: systemClock });
  const posted: string[] = [];
  const gateway = createLiveGateway({
    documents: store.documents,
    processRepository: store.processRepository,
    clock: systemClock,
    watcherOf: () => ({ canSee: () => true }),
    line: {
      async postToConnection(_id, text) {
        posted.push(text);
        return 'sent';
      },
      async deleteConnection() {},
    },
  });
  const authorize = ({ headers }: Request): Principal | undefined =>
    headers.get('cookie') === 'session=1' ? CALLERS['Bearer viewer'] : CALLERS[headers.get('authorization') ?? ''];
  const app = {
    engine: { system: { logger: silentLogger } },
    server: { authorize },
    live: { gateway },
    flush: async () => gateway.flush(),
    publicUrl: 'https://crm.example.com/base',
    // What the handler does not call is not there.
  } as unknown as LambdaApp;
  return { app, gateway, posted, store };
}

/** As API Gateway documents it, without what is not read. */
function anEvent(eventType: SocketEvent['requestContext']['eventType'], rest: Pick<SocketEvent, 'headers' | 'body'> = {}): SocketEvent {
  return { requestContext: { eventType, connectionId: 'L0SM9cOFvHcCIhw=', domainName: 'abc.test', stage: 'live' }, ...rest };
}

it.each<[string, Record<string, string>, number]>([
  ['with a key', { Authorization: 'Bearer viewer' }, 200],
  ['with a ticket', { 'Sec-WebSocket-Protocol': 'frigg-crm.live.v1, frigg-crm.ticket.viewer', Origin: 'https://crm.example.com' }, 200],
  ['with a cookie, from its own site', { Cookie: 'session=1', Origin: 'https://crm.example.com' }, 200],
  ['with a cookie, from another site', { Cookie: 'session=1', Origin: 'https://evil.example.com' }, 403],
  ['with a cookie and a key that is not known', { Cookie: 'session=1', Authorization: 'Bearer none' }, 401],
  ['without the right to see', { Authorization: 'Bearer blind' }, 403],
  ['without credentials', {}, 401],
])('answers a socket %s', async (_, headers, status) => {
  const { app, store } = openSystem();
  const result = await createLiveHandler(async () => app)(anEvent('CONNECT', { headers }));
  expect(result.statusCode).toBe(status);
  // A browser drops a socket whose server names none of the protocols that it offered.
  const answered = headers['Sec-WebSocket-Protocol'] === undefined ? undefined : { 'sec-websocket-protocol': 'frigg-crm.live.v1' };
  expect(result.headers).toEqual(answered);
  expect(await store.documents.query({ collection: 'live-connections', limit: 10 })).toHaveLength(status === 200 ? 1 : 0);
});

it('sends what an invocation of another function has changed, and nothing more after the end of the socket', async () => {
  const { app, gateway, posted, store } = openSystem();
  const handle = createLiveHandler(async () => app);
  await handle(anEvent('CONNECT', { headers: { authorization: 'Bearer viewer' } }));
  await handle(anEvent('MESSAGE', { body: '{"action":"subscribe","channel":"processes"}' }));
  expect(posted.splice(0).map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(['upToDate']);
  const process = aProcess();
  const work = flushAfter(
    async () => app,
    async (error?: Error) => {
      await store.processRepository.create(process);
      gateway.publish(toProcessProgress(process));
      if (error !== undefined) throw error;
    },
  );
  await expect(work(new Error('broken'))).rejects.toThrow('broken');
  expect(posted.splice(0).map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { type: 'states', states: [{ processId: process.id }] },
  ]);
  await handle(anEvent('DISCONNECT'));
  gateway.publish(toProcessProgress({ ...process, version: process.version + 1 }));
  await gateway.flush();
  expect(posted).toEqual([]);
});

it('answers 500 when the store fails, and 404 where no API Gateway is named', async () => {
  const { app, gateway } = openSystem();
  const broken = { ...gateway, receive: async () => Promise.reject(new Error('down')) } as unknown as LiveGateway;
  const event = anEvent('MESSAGE', { body: '{"action":"ping"}' });
  const failing = createLiveHandler(async () => ({ ...app, live: { gateway: broken } }));
  expect(await failing(event)).toEqual({ statusCode: 500 });
  expect(await createLiveHandler(async () => ({ ...app, live: undefined }))(event)).toEqual({ statusCode: 404 });
});

import type { AddressInfo } from 'node:net';
import type { Server as NodeServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { createLiveClient, type LiveClient } from '@frigg-crm/live';
import { createDocumentEventLog, createEventRecorder, createLiveHub } from '@frigg-crm/live/server';
import { createVirtualClock } from '@frigg-crm/testing';
import { systemClock, toProcessId } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';

let system: ServerSystem;
let node: NodeServer;
let url: string;
let close: () => void;

beforeAll(async () => {
  const store = openMemoryStore({ clock: createVirtualClock() });
  const eventLog = createDocumentEventLog({ documents: store.documents, clock: systemClock });
  const hub = createLiveHub({ processRepository: store.processRepository, clock: systemClock, eventLog });
  const recorder = createEventRecorder({ log: eventLog, clock: systemClock, onAppended: (id) => hub.announceEvents(id) });
  system = openServerSystem({ wrapStore: () => store, publisher: hub, server: { live: { hub, eventLog, recorder }, basePath: '/crm' } });
  await system.connect('i1', 'u1');
  await system.connect('i2', 'u2');
  for (const integrationId of ['i1', 'i2']) await system.ask('/crm/api/v1/syncs', { body: { integrationId, type: 'initial' } });
  node = createAdaptorServer({ fetch: system.server.fetch, overrideGlobalObjects: false }) as NodeServer;
  node.on('upgrade', system.server.upgrade);
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(node.address() as AddressInfo).port}/crm/api/v1/live`;
  close = () => hub.close();
});
afterAll(async () => {
  close();
  node.closeAllConnections();
  await new Promise((resolve) => node.close(resolve));
});

async function until(client: LiveClient, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const stop = client.onChange(() => {
      if (!isSo()) return;
      stop();
      resolve();
    });
  });
}

/** Node's own WebSocket takes headers besides protocols. */
function socketsOf(as: string): new (address: string, protocols: string[]) => WebSocket {
  return class extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, { protocols, headers: { authorization: `Bearer ${as}` } } as never);
    }
  };
}

function watch(as: string, sockets: boolean): LiveClient {
  return createLiveClient({
    url,
    headers: { authorization: `Bearer ${as}` },
    WebSocket: sockets ? (socketsOf(as) as never) : null,
  });
}

it.each([
  ['a socket', true],
  ['long polls', false],
])('shows a tenant over %s what is its own, and each change of it', async (_, sockets) => {
  const client = watch('tenant', sockets);
  client.watchProcesses();
  await until(client, () => client.state.upToDate.has('processes'));
  expect([...client.state.view.processes.values()].map(({ userId }) => userId)).toEqual(['u1']);
  expect(client.state.status).toBe(sockets ? 'live' : 'polling');
  const [shown] = [...client.state.view.processes.values()];
  const syncId = toProcessId(shown?.processId ?? '');
  const act = shown?.waiting === null ? 'pause' : 'resume';
  expect((await system.ask(`/crm/api/v1/syncs/${syncId}/${act}`, { method: 'POST' })).status).toBe(200);
  await until(client, () => (client.state.view.processes.get(syncId)?.version ?? 0) > (shown?.version ?? 0));
  client.close();
});

it('follows the log of an integration, of which the route shows a page; another tenant sees neither', async () => {
  const read = async (as: string): Promise<Response> => system.ask('/crm/api/v1/integrations/i1/events?after=0', { as });
  const client = watch('tenant', true);
  const types: string[] = [];
  client.followEvents('i1', { after: 0, onEvents: (events) => types.push(...events.map(({ type }) => type)) });
  await system.ask('/crm/api/v1/integrations/i1/disable', { method: 'POST', as: 'tenant' });
  await until(client, () => types.length > 0);
  expect(types).toEqual(['action.disableIntegration']);
  expect(await (await read('tenant')).json()).toMatchObject({
    items: [{ seq: 1, type: 'action.disableIntegration', data: { caller: 'key:tenant' } }],
    first: 1,
    last: 1,
  });
  expect((await read('stranger')).status).toBe(404);
  client.close();
  const stranger = watch('stranger', true);
  stranger.followEvents('i1', { after: 0, onEvents: () => expect.unreachable() });
  await until(stranger, () => stranger.state.refused.has('events:i1'));
  stranger.close();
});

it.each([
  ['without a session', {}, 401],
  ['without the right to see', { authorization: 'Bearer all but see' }, 403],
  ['from another site', { authorization: 'Bearer all', 'sec-fetch-site': 'cross-site' }, 403],
  ['that is no poll', { authorization: 'Bearer all' }, 400],
])('refuses a poll %s with a problem', async (_, headers: Record<string, string>, status) => {
  const response = await fetch(url, { method: 'POST', body: '{}', headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  expect(await response.json()).toMatchObject({ status, instance: '/api/v1/live' });
});

it.each([
  ['without a session', {}, '/crm/api/v1/live'],
  ['from another site', { authorization: 'Bearer all', origin: 'https://evil.example.com' }, '/crm/api/v1/live'],
  ['of another path', { authorization: 'Bearer all' }, '/crm/api/v1/syncs'],
])('refuses an upgrade %s', async (_, headers, path) => {
  const socket = new WebSocket(new URL(path, url), { headers } as never);
  expect(await new Promise((resolve) => (socket.onclose = ({ code }) => resolve(code)))).toBe(1006);
});

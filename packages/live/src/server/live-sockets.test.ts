import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, toProcessProgress } from '@frigg-crm/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createLiveClient, type LiveClient } from '../client/live-client.ts';
import { LIVE_SUBPROTOCOL } from '../protocol/limits.ts';
import { TestStore } from '../test-support/live-system.ts';
import { createLiveHub, type LiveHub } from './live-hub.ts';
import { createLiveSockets, readTicket } from './live-sockets.ts';
import { respondToPoll } from './respond-to-poll.ts';

const ORIGIN = 'https://crm.example.com';
const watcher = { canSee: () => true };
let hub: LiveHub;
let store: TestStore;
let server: Server;
let url: string;
let sessions: Set<string>;

beforeEach(async () => {
  store = new TestStore();
  store.save('a');
  hub = createLiveHub({ processRepository: store.port, clock: systemClock });
  sessions = new Set(['session=1']);
  const authorize = (request: Request) =>
    sessions.has(request.headers.get('cookie') ?? '') || readTicket(request) === 't1' ? watcher : undefined;
  const sockets = createLiveSockets({ hub, origin: ORIGIN, authorize, maxSockets: 2, authorizeEveryMs: 20 });
  server = createServer();
  server.on('upgrade', (request, socket, head: Buffer) => sockets.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
});

afterEach(async () => {
  hub.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** @returns the status of the response to an upgrade; 101: it is a socket now. */
async function upgrade(
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[] = [LIVE_SUBPROTOCOL],
): Promise<number | undefined> {
  const socket = new WebSocket(url, [...protocols], { headers });
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (request, { statusCode }) => {
      resolve(statusCode);
      request.destroy();
    });
    socket.on('error', () => {});
  });
}

async function until(client: LiveClient, isReached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => (isReached() ? resolve() : undefined);
    client.onChange(check);
    check();
  });
}

it.each([
  ['no session', {}, 401],
  ['a session, from our pages', { cookie: 'session=1', origin: ORIGIN }, 101],
  ['a session, from our pages in a browser of today', { cookie: 'session=1', origin: ORIGIN, 'sec-fetch-site': 'same-origin' }, 101],
  ['a session, from another site', { cookie: 'session=1', origin: 'https://evil.example.com' }, 403],
  ['a session, from another site by fetch metadata', { cookie: 'session=1', 'sec-fetch-site': 'cross-site' }, 403],
  ['a session, from a page without an origin', { cookie: 'session=1', origin: 'null' }, 403],
  ['a session, from nowhere', { cookie: 'session=1' }, 403],
  ['another session', { cookie: 'session=2', origin: ORIGIN }, 401],
])('an upgrade with %s is answered', async (_, headers, status) => {
  expect(await upgrade(headers as Record<string, string>)).toBe(status);
});

it('takes a ticket where there is no cookie', async () => {
  expect(await upgrade({}, [LIVE_SUBPROTOCOL, 'frigg-crm.ticket.t1'])).toBe(101);
  expect(await upgrade({}, [LIVE_SUBPROTOCOL, 'frigg-crm.ticket.t2'])).toBe(401);
});

it('closes a socket whose session has ended, and none that came by a ticket', async () => {
  const bySession = new WebSocket(url, [LIVE_SUBPROTOCOL], { headers: { cookie: 'session=1', origin: ORIGIN } });
  await new Promise((resolve) => bySession.on('open', resolve));
  const byTicket = new WebSocket(url, [LIVE_SUBPROTOCOL, 'frigg-crm.ticket.t1']);
  await new Promise((resolve) => byTicket.on('open', resolve));
  sessions.clear();
  expect(await new Promise((resolve) => bySession.on('close', resolve))).toBe(4401);
  expect(byTicket.readyState).toBe(WebSocket.OPEN);
});

it('refuses more sockets than it may have', async () => {
  const headers = { cookie: 'session=1', origin: ORIGIN };
  expect([await upgrade(headers), await upgrade(headers), await upgrade(headers)]).toEqual([101, 101, 503]);
});

it('serves a client over the WebSocket of Node', async () => {
  const client = createLiveClient({ url: url.replace('ws', 'http'), ticket: async () => 't1' });
  client.watchProcesses();
  await until(client, () => client.state.upToDate.has('processes') && client.state.view.processes.size === 1);
  hub.publish(toProcessProgress(store.save('a')));
  await until(client, () => client.state.view.processes.get('a')?.version === 2);
  expect(client.state.status).toBe('live');
  client.close();
});

it('closes a socket whose message is too long, or no text', async () => {
  for (const data of ['x'.repeat(33_000), Buffer.from([1, 2])]) {
    const socket = new WebSocket(url, [LIVE_SUBPROTOCOL, 'frigg-crm.ticket.t1']);
    const code = await new Promise((resolve) => {
      socket.on('open', () => socket.send(data));
      socket.on('close', resolve);
    });
    expect([1009, 4400]).toContain(code);
  }
});

it('responds to polls by POST and by GET, and refuses what is no poll', async () => {
  const poll = async (init: RequestInit, query = ''): Promise<readonly [number, unknown]> => {
    const response = await respondToPoll(new Request(`http://live.test/live${query}`, init), { hub, watcher });
    return [response.status, await response.json()];
  };
  const subscriptions = [{ action: 'subscribe', channel: 'process:a' }];
  const news = { messages: [{ type: 'states', states: [{ processId: 'a', version: 1 }] }, { type: 'upToDate' }] };
  expect(await poll({ method: 'POST', body: JSON.stringify({ subscriptions, waitMs: 0 }) })).toMatchObject([200, news]);
  expect(await poll({}, '?channel=process:a&version=0')).toMatchObject([200, news]);
  expect(await poll({}, '?channel=process:a&version=1&waitMs=1')).toMatchObject([200, { messages: [{ type: 'upToDate' }] }]);
  for (const body of ['{', '{}', '{"subscriptions":[]}', '[]', '{"subscriptions":[{"channel":"x"}]}'])
    expect(await poll({ method: 'POST', body })).toMatchObject([400, { status: 400 }]);
  expect(await poll({ method: 'POST', body: 'x'.repeat(33_000) })).toMatchObject([413, { status: 413 }]);
  store.isDown = true;
  expect(await poll({}, '?channel=process:b')).toMatchObject([503, { status: 503 }]);
});

import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createLiveHub } from '@frigg-crm/live/server';
import { systemClock } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { afterAll, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';

const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
});

async function listen(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Passes requests on, as a proxy does that is not configured for upgrades. */
function createPlainProxy(target: () => string): Server {
  return createServer((incoming, outgoing) => {
    const { connection: _connection, upgrade: _upgrade, ...headers } = incoming.headers;
    const passed = request(new URL(incoming.url ?? '/', target()), { method: incoming.method, headers, agent: false }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
}

/** A server that listens, and knows itself by an address. */
async function openBehind(place: (direct: string) => Promise<string> | string): Promise<ServerSystem> {
  let system: ServerSystem | undefined;
  const node = createAdaptorServer({
    fetch: async (incoming) => (await system?.server.fetch(incoming)) ?? new Response(null, { status: 503 }),
    overrideGlobalObjects: false,
  }) as Server;
  node.on('upgrade', (...upgrade) => system?.server.upgrade(...upgrade));
  const publicUrl = `${await place(await listen(node))}/crm`;
  const store = openMemoryStore();
  const hub = createLiveHub({ processRepository: store.processRepository, clock: systemClock });
  system = openServerSystem({ wrapStore: () => store, server: { publicUrl, live: { hub } } });
  return system;
}

async function outcomes({ ask }: ServerSystem): Promise<unknown> {
  const { checks } = (await (await ask('/crm/api/v1/diagnostics')).json()) as { checks: { name: string; outcome: string }[] };
  return Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
}

it('finds that everything comes through', async () => {
  expect(await outcomes(await openBehind((direct) => direct))).toEqual({ http: 'ok', webhooks: 'ok', webSocket: 'ok' });
});

it('finds that a proxy lets no WebSockets through', async () => {
  const system = await openBehind(async (direct) => listen(createPlainProxy(() => direct)));
  expect(await outcomes(system)).toEqual({ http: 'ok', webhooks: 'ok', webSocket: 'failed' });
});

it('finds that something else answers there, or nothing does', async () => {
  const other = await openBehind(async () => listen(createServer((_incoming, outgoing) => outgoing.end('hello'))));
  expect(await outcomes(other)).toEqual({ http: 'ok', webhooks: 'failed', webSocket: 'failed' });
  const none = await openBehind(() => 'http://127.0.0.1:1');
  expect(await outcomes(none)).toEqual({ http: 'failed', webhooks: 'failed', webSocket: 'failed' });
});

it('tests nothing where no public URL is set: the address of a request may be chosen by its sender', async () => {
  const response = await openServerSystem().ask('/api/v1/diagnostics');
  expect(await response.json()).toEqual({ publicUrl: null, checks: [] });
});

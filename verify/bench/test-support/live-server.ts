import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, toProcessProgress, type ProcessProgress } from '@frigg-crm/core';
import { createLiveHub, createLiveSockets, type LiveHub } from '@frigg-crm/live/server';
import { aProcess } from '@frigg-crm/testing';
import { answerParent } from './child.ts';

/** What a server of live progress announces. */
export interface LiveServerInput {
  readonly processes: number;
  /** Milliseconds between two announcements; each changes `together` processes. */
  readonly everyMs: number;
  readonly together: number;
  /** When a client that does not read is closed, in milliseconds. */
  readonly slowAfterMs: number;
}

/** What the server says of itself on `GET /`. */
export interface LiveServerState {
  readonly usedMb: number;
  readonly rssMb: number;
  readonly conflated: number;
  readonly sent: number;
}

/** A server in a program of its own, on a free port, until the parent lets go. */
answerParent<LiveServerInput, { readonly port: number }>(async (input) => {
  const processes = Array.from({ length: input.processes }, (_, index) => aProcess({ id: `sync-${index}` as never }));
  const hub = createLiveHub({
    processRepository: { find: async () => processes, findByIds: async () => processes },
    // The store is not what is measured: it is read rarely, as with a feed.
    feed: { subscribe: () => () => {} },
    sweepEveryMs: 60_000,
    clock: systemClock,
    slowAfterMs: input.slowAfterMs,
  });
  const server = await serve(hub);
  void announce(hub, processes.map(toProcessProgress), input);
  process.once('disconnect', () => process.exit());
  return { port: (server.address() as AddressInfo).port };
});

async function serve(hub: LiveHub): Promise<Server> {
  const sockets = createLiveSockets({ hub, origin: 'http://127.0.0.1', authorize: () => ({ canSee: () => true }) });
  const server = createServer((_, response) => {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const { conflatedStates, sentMessages } = hub.counters();
    const mb = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;
    const state: LiveServerState = { usedMb: mb(heapUsed + external), rssMb: mb(rss), conflated: conflatedStates, sent: sentMessages };
    response.end(JSON.stringify(state));
  });
  server.on('upgrade', (request, socket, head: Buffer) => sockets.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** As long as a reason may be: the buffers of the kernel are to be full soon where a client does not read. */
const waiting = { code: 'RATE_LIMITED', message: 'x'.repeat(1000), until: '2100-01-01T00:00:00.000Z' };

async function announce(hub: LiveHub, states: readonly ProcessProgress[], { everyMs, together }: LiveServerInput): Promise<void> {
  for (let version = 1, next = 0; ; version += 1) {
    await sleep(everyMs);
    for (let count = 0; count < together; count += 1, next += 1) {
      const state = states[next % states.length];
      if (state !== undefined) hub.publish({ ...state, version: state.version + version, timestamp: new Date().toISOString(), waiting });
    }
  }
}

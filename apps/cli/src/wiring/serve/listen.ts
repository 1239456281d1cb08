import type { IncomingMessage } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { ConfigurationError } from '@frigg-crm/core';

/** An HTTP server that listens. */
export interface Listening {
  readonly url: string;
  /**
   * Takes no further connection, and resolves when every request is answered; after `ms` what is left is cut off.
   * @param options.idleMs - For so long connections are left open on which nothing is under way, in milliseconds: a request may
   * be on its way. They end by themselves after {@link KEEP_ALIVE_MS}. @defaultValue 0
   */
  close(ms: number, options?: { readonly idleMs?: number | undefined }): Promise<void>;
}

/** A connection that is idle for so long is closed. Clients read of five seconds, so that they are the first to close it. */
export const KEEP_ALIVE_MS = 6000;

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Takes requests that become a socket. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/**
 * Listens for requests.
 * @throws {ConfigurationError} when the address cannot be used.
 */
export async function listen(
  fetch: (request: Request) => Promise<Response> | Response,
  { host, port, upgrade }: ListenOptions,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new ConfigurationError('it cannot listen there: another program may', { cause })));
    server.listen(port, host, resolve);
  });
  const cut = (): void => ('closeAllConnections' in server ? server.closeAllConnections() : undefined);
  const cutIdle = (): void => ('closeIdleConnections' in server ? server.closeIdleConnections() : undefined);
  const quiet = watchConnections(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    close: async (ms, { idleMs = 0 } = {}) => {
      const timers = [setTimeout(() => cut(), ms), setTimeout(() => cutIdle(), idleMs)];
      if (idleMs === 0) cutIdle();
      else await quiet();
      // That of HTTP closes idle connections at once.
      await new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** How long closing waits for a {@link QUIET_TURN_MS quiet turn}, in milliseconds. */
const QUIET_MS = 2000;
/** What a turn of the event loop takes that had hardly anything to do: no connection has come since it asked for them. */
const QUIET_TURN_MS = 0.2;

/**
 * The system resets connections that it has made for a program which has not accepted them when it stops to listen.
 * @returns a function that resolves after a short turn of the event loop that has accepted none, so that none is left.
 */
function watchConnections(server: NetServer): () => Promise<void> {
  let accepted = 0;
  server.on('connection', () => (accepted += 1));
  return async () => {
    const until = performance.now() + QUIET_MS;
    let isQuiet = false;
    // The first turn may be over already before connections are asked for.
    await nextTurn();
    while (!isQuiet && performance.now() < until) {
      const [before, startedMs] = [accepted, performance.now()];
      await nextTurn();
      isQuiet = accepted === before && performance.now() - startedMs < QUIET_TURN_MS;
    }
  };
}

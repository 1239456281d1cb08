import type { IncomingMessage } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
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
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    close: async (ms, { idleMs = 0 } = {}) =>
      new Promise((resolve) => {
        const cutIdle = (): void => ('closeIdleConnections' in server ? server.closeIdleConnections() : undefined);
        const timers = [
          setTimeout(() => ('closeAllConnections' in server ? server.closeAllConnections() : undefined), ms),
          setTimeout(cutIdle, idleMs),
        ];
        // That of HTTP closes idle connections at once.
        NetServer.prototype.close.call(server, () => {
          for (const timer of timers) clearTimeout(timer);
          resolve();
        });
        if (idleMs === 0) cutIdle();
      }),
  };
}

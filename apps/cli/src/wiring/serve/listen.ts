import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { ConfigurationError } from '@frigg-crm/core';

/** An HTTP server that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no further connection, and resolves when every request is answered; after `ms` what is left is cut off. */
  close(ms: number): Promise<void>;
}

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
    close: async (ms) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        }, ms);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}

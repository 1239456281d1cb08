import { createAdaptorServer } from '@hono/node-server';

/** An HTTP server of this machine. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Ends it, and every connection. */
  close(): Promise<void>;
}

/**
 * Serves an app or a sandbox over HTTP to this machine only, on a free port.
 * @throws {Error} when no port can be opened.
 */
export async function serveOnLoopback(fetch: (request: Request) => Promise<Response> | Response): Promise<LoopbackServer> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

import type { Fetch } from '@frigg-crm/http';
import { createAdaptorServer } from '@hono/node-server';

/** A sandbox that listens on this machine. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a sandbox over HTTP on a free port. It outlives the workers that call it. */
export async function serve(fetch: Fetch): Promise<Served> {
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

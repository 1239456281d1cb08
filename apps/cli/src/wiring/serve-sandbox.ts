import { createAdaptorServer } from '@hono/node-server';
import { RunFailedError } from '../errors/run-failed-error.ts';

/** A sandbox that listens. */
export interface ServedSandbox {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a sandbox over HTTP, to this machine only, on a free port. */
export async function serveSandbox(fetch: (request: Request) => Promise<Response>): Promise<ServedSandbox> {
  // The clients in this program go on with the Request and Response that they know.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new RunFailedError('the sandbox has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

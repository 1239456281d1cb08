import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '@frigg-crm/http';
import { getRequestListener } from '@hono/node-server';
import { answerParent } from '../harness/child.ts';
import { createSandboxes } from '../harness/sandboxes.ts';

/** Where the sandboxes are served. */
export interface SandboxUrls {
  readonly crmUrl: string;
  readonly crmToken: string;
  readonly quoUrl: string;
}

/** Serves a CRM and a Quo on loopback, in a program of their own, until the parent lets go. */
answerParent(async ({ people }: { readonly people: number }): Promise<SandboxUrls> => {
  const { crm, quo } = createSandboxes(people);
  const crmServer = await serve(crm.fetch);
  const quoServer = await serve(quo.fetch);
  process.once('disconnect', () => {
    for (const server of [crmServer, quoServer]) {
      server.close();
      server.closeAllConnections();
    }
  });
  return { crmUrl: urlOf(crmServer), crmToken: crm.token, quoUrl: urlOf(quoServer) };
});

async function serve(handler: Fetch): Promise<Server> {
  const listener = getRequestListener(handler);
  const server = createServer((request, response) => void listener(request, response));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

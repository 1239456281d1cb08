import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '@frigg-crm/http';
import { getRequestListener } from '@hono/node-server';
import { answerParent } from '../harness/child.ts';
import { HTTP_FAULTS, createSandboxes } from '../harness/sandboxes.ts';

/** Where the sandboxes are served. */
export interface SandboxUrls {
  readonly crmUrl: string;
  readonly crmToken: string;
  readonly quoUrl: string;
  /** Where `SandboxFacts` are, as JSON. */
  readonly factsUrl: string;
}

/** What both sides hold, whatever the sync says. */
export interface SandboxFacts {
  /** What a sync must come to. */
  readonly expected: { readonly total: number; readonly withoutPhone: number; readonly refused: number };
  /** Contacts in Quo. */
  readonly contacts: number;
  readonly duplicates: number;
}

/** What to serve. */
export interface SandboxWish {
  readonly people: number;
  /** Both sides refuse and fail at times. @defaultValue false */
  readonly faults?: boolean | undefined;
}

/** Serves a CRM and a Quo on loopback, in a program of their own, until the parent lets go. */
answerParent(async ({ people, faults = false }: SandboxWish): Promise<SandboxUrls> => {
  const { crm, quo } = createSandboxes(people, faults ? HTTP_FAULTS : undefined);
  const crmServer = await serve(crm.fetch);
  const quoServer = await serve(quo.fetch);
  const factsServer = await serve(async () =>
    Response.json({ expected: crm.expected, contacts: quo.size, duplicates: quo.stats.duplicates } satisfies SandboxFacts),
  );
  process.once('disconnect', () => {
    for (const server of [crmServer, quoServer, factsServer]) {
      server.close();
      server.closeAllConnections();
    }
  });
  return { crmUrl: urlOf(crmServer), crmToken: crm.token, quoUrl: urlOf(quoServer), factsUrl: urlOf(factsServer) };
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

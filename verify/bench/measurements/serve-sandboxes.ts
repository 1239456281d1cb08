import type { Fetch } from '@frigg-crm/http';
import { serve } from '@frigg-crm/kit/programs';
import { answerParent } from '../test-support/child.ts';
import { HTTP_FAULTS, createSandboxes } from '../test-support/sandboxes.ts';

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
  const quoServer = await serve(quo.fetch as Fetch);
  const factsServer = await serve(async () =>
    Response.json({ expected: crm.expected, contacts: quo.size, duplicates: quo.stats.duplicates } satisfies SandboxFacts),
  );
  process.once('disconnect', () => {
    for (const server of [crmServer, quoServer, factsServer]) void server.close();
  });
  return { crmUrl: crmServer.url, crmToken: crm.token, quoUrl: quoServer.url, factsUrl: factsServer.url };
});

import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import type { ConnectorId } from '../config/connector-ids.ts';
import { serveSandbox } from '../wiring/serve-sandbox.ts';

/** A CRM that listens and counts what it is asked. */
export interface OpenCrm {
  readonly url: string;
  readonly token: string;
  /** Requests for pages of everybody, by what names the page. Pages of those who changed are not among them. */
  readonly pageRequests: Map<string, number>;
  /** Answers 500 to requests for this page from now on; `undefined`: to none. */
  breakPage(page: string | undefined): void;
  close(): Promise<void>;
}

/** Serves a CRM with so many people, of whom some have no phone number. */
export async function openCrm(connector: ConnectorId, people: number): Promise<OpenCrm> {
  const { fetch, token } = CRMS[connector](people);
  const pageRequests = new Map<string, number>();
  let broken: string | undefined;
  const served = await serveSandbox(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const page = searchParams.get('page') ?? searchParams.get('cursor') ?? 'first';
    const isOfEverybody = /people$|persons$/.test(pathname) && !searchParams.has('modifiedSince') && !searchParams.has('updated_since');
    if (isOfEverybody) pageRequests.set(page, (pageRequests.get(page) ?? 0) + 1);
    return page === broken ? new Response(null, { status: 500 }) : fetch(request);
  });
  const breakPage = (page: string | undefined): void => {
    broken = page;
  };
  return { ...served, token, pageRequests, breakPage };
}

const CRMS: Readonly<Record<ConnectorId, (people: number) => { fetch: (request: Request) => Promise<Response>; token: string }>> = {
  'scaling-test': (people) => createScalingTestSandbox({ people, withoutPhoneShare: 0.1 }),
  pipedrive: (people) => {
    const { fetch, accessToken: token } = createPipedriveSandbox({ people, withoutPhone: 0.1, requestsPer2s: 10_000 });
    return { fetch, token };
  },
};

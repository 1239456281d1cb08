import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import type { ConnectorId } from '../config/connector-ids.ts';
import { serveSandbox } from '../wiring/serve-sandbox.ts';

/** A CRM that listens and counts what it is asked. */
export interface OpenCrm {
  readonly url: string;
  readonly token: string;
  /** Requests for pages of people, by what names the page. */
  readonly pageRequests: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Serves a CRM with so many people, of whom some have no phone number. */
export async function openCrm(connector: ConnectorId, people: number): Promise<OpenCrm> {
  const { fetch, token } = CRMS[connector](people);
  const pageRequests = new Map<string, number>();
  const served = await serveSandbox(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const page = searchParams.get('page') ?? searchParams.get('cursor') ?? 'first';
    if (/people$|persons$/.test(pathname)) pageRequests.set(page, (pageRequests.get(page) ?? 0) + 1);
    return fetch(request);
  });
  return { ...served, token, pageRequests };
}

const CRMS: Readonly<Record<ConnectorId, (people: number) => { fetch: (request: Request) => Promise<Response>; token: string }>> = {
  'scaling-test': (people) => createScalingTestSandbox({ people, withoutPhoneShare: 0.1 }),
  pipedrive: (people) => {
    const { fetch, accessToken: token } = createPipedriveSandbox({ people, withoutPhone: 0.1, requestsPer2s: 10_000 });
    return { fetch, token };
  },
};

import { serveSandbox } from '../wiring/serve-sandbox.ts';
import { CONNECTORS } from '../connectors.ts';

/** A CRM that listens and counts requests. */
export interface OpenCrm {
  readonly url: string;
  readonly token: string;
  /** Requests for pages of all persons, by what names the page. Pages of those that changed are not among them. */
  readonly pageRequests: Map<string, number>;
  /** Responds with 500 to requests for this page from now on; `undefined`: to none. */
  breakPage(page: string | undefined): void;
  close(): Promise<void>;
}

/** Serves the sandbox of a connector with so many persons, of whom some have no phone number. */
export async function openCrm(connector: string, persons: number): Promise<OpenCrm> {
  const sandbox = await CONNECTORS.find(({ id }) => id === connector)?.openSandbox({ persons, withoutPhone: 0.1 });
  if (sandbox === undefined) throw new Error(`there is no connector ${connector}`);
  const pageRequests = new Map<string, number>();
  let broken: string | undefined;
  const served = await serveSandbox(async (request) => {
    const page = await sandbox.listedPage(request);
    if (page !== undefined) pageRequests.set(page, (pageRequests.get(page) ?? 0) + 1);
    return page !== undefined && page === broken ? new Response(null, { status: 500 }) : sandbox.fetch(request);
  });
  const breakPage = (page: string | undefined): void => {
    broken = page;
  };
  return { ...served, token: sandbox.token, pageRequests, breakPage };
}

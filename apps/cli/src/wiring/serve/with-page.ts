import { createAdmin } from '@frigg-crm/admin';
import type { Server } from '@frigg-crm/server';

/**
 * What programs call below the base of the server; every other path is the page's. A program with a wrong base, such as
 * `/frigg/api/v1/syncs`, gets the 404 of the server, and no page.
 */
const OF_PROGRAMS = /\/api\/|^\/(?:webhooks|oauth)\/|^\/(?:healthz|readyz|metrics)$/;

/** Where the server has a form of its own for the first operator: sources that were never built have no page. */
const SET_UP = /^\/setup(?:\.js)?$/;

interface PageOptions {
  readonly publicUrl?: string | undefined;
  /** Of the built page. @defaultValue that of its package */
  readonly folder?: string | undefined;
  readonly demoPath?: string | undefined;
}

/** A server with its page. */
export interface PagedServer extends Pick<Server, 'fetch'> {
  /** In a checkout: begins to build the page where it is not that of the sources. Never rejects. */
  readonly preparePage: () => Promise<void>;
}

/** @returns what answers requests: the page where a browser reads, the server everywhere else. */
export function withPage(server: Pick<Server, 'fetch'>, { publicUrl, folder, demoPath }: PageOptions): PagedServer {
  const basePath = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
  const admin = createAdmin({ basePath, folder, demoPath });
  const fetch: Server['fetch'] = async (request) => {
    const { pathname } = new URL(request.url);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const isOfPrograms = !pathname.startsWith(basePath) || OF_PROGRAMS.test(pathname.slice(basePath.length));
    if (!isReading || isOfPrograms) return server.fetch(request);
    const page = await admin.fetch(request);
    return page.status === 503 && SET_UP.test(pathname.slice(basePath.length)) ? server.fetch(request) : page;
  };
  return { fetch, preparePage: async () => admin.prepare() };
}

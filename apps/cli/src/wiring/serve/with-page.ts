import { createAdmin } from '@frigg-crm/admin';
import type { Server } from '@frigg-crm/server';

/**
 * What programs call below the base of the server; every other path is the page's. A program with a wrong base, such as
 * `/frigg/api/v1/syncs`, gets the 404 of the server, and no page.
 */
const OF_PROGRAMS = /\/api\/|^\/(?:webhooks|oauth)\/|^\/(?:healthz|readyz|metrics)$/;

/** @returns what answers requests: the page where a browser reads, the server everywhere else. */
export function withPage(server: Pick<Server, 'fetch'>, { publicUrl }: { readonly publicUrl?: string | undefined }): Server['fetch'] {
  const basePath = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
  const admin = createAdmin({ basePath });
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const isOfPrograms = !pathname.startsWith(basePath) || OF_PROGRAMS.test(pathname.slice(basePath.length));
    return isReading && !isOfPrograms ? admin.fetch(request) : server.fetch(request);
  };
}

import { FriggCrmError, type Clock, type IdGenerator, type Logger } from '@frigg-crm/core';
import { codeOf, withTimeout } from '@frigg-crm/core/adapter';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Backend } from '../backend.ts';
import type { Authorizations, PendingAuthorization } from './authorizations.ts';
import { bindToBrowser, readBrowserKey } from './browser-key.ts';

/** The CRM has to give tokens within, in milliseconds; the browser waits for it. */
const CALLBACK_MS = 40_000;

/** What callbacks are answered with. */
export interface CallbackDependencies {
  readonly backend: Backend;
  readonly authorizations: Authorizations;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

/** What a page says. */
interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const AGAIN = 'Nothing was changed. Go back to where you began, and connect the account again.';

const PAGES: Readonly<Record<string, Page>> = {
  CONNECTED: { status: 200, title: 'The account is connected', text: 'You can close this page.' },
  OTHER_BROWSER: {
    status: 403,
    title: 'This is not the browser in which you began',
    text: 'Open this page in the browser and in the window kind in which you began to connect the account, within ten minutes of it; or begin again here.',
  },
  OAUTH_STATE_INVALID: {
    status: 410,
    title: 'This link cannot be used any more',
    text: `It was used before, or is older than ten minutes, or was changed. ${AGAIN}`,
  },
  OAUTH_DENIED: { status: 403, title: 'Access was not granted', text: `The CRM says that you declined. ${AGAIN}` },
  OAUTH_CALLBACK_INVALID: {
    status: 400,
    title: 'The CRM reported an error',
    text: `${AGAIN} If it stays so, compare the redirect URL and the scopes of the app at the CRM with those of this server.`,
  },
  OAUTH_EXCHANGE_FAILED: {
    status: 502,
    title: 'The CRM gave no access',
    text: `${AGAIN} If it stays so, compare client id, client secret and redirect URL of the app with those of this server.`,
  },
  RETRY: { status: 503, title: 'The CRM does not answer now', text: 'Load this page again in a minute: nothing is lost.' },
  GONE: { status: 410, title: 'The integration is gone', text: 'It was deleted in the meantime. Create it again to connect an account.' },
  INTERNAL: { status: 500, title: 'Something is wrong with the server', text: `Its log names the reason. ${AGAIN}` },
};

/** How an attempt to connect an account ended. */
interface Outcome {
  /** A key of {@link PAGES}. */
  readonly code: string;
  readonly pending: PendingAuthorization | undefined;
}

/** Completes what a browser began, at whichever process it comes back. Always a whole page or a redirect: it needs no script and no other tab. */
export async function answerCallback(dependencies: CallbackDependencies, request: Request): Promise<Response> {
  const { ids, logger } = dependencies;
  const requestId = ids.next();
  const { code, pending } = await settle(dependencies, request, requestId);
  const page = PAGES[code] ?? { status: 500, title: code, text: AGAIN };
  logger.info({ requestId, operationId: OPERATION, status: page.status, code }, 'a browser came back from a CRM');
  if (pending !== undefined) await record(dependencies, { pending, code, status: page.status, requestId });
  const returnTo = pending?.returnTo ?? undefined;
  if (code === 'CONNECTED' && returnTo !== undefined) return new Response(null, { status: 303, headers: { location: returnTo } });
  return toPage(page, { returnTo, requestId });
}

async function settle(dependencies: CallbackDependencies, request: Request, requestId: string): Promise<Outcome> {
  const { authorizations, clock, logger } = dependencies;
  let pending: PendingAuthorization | undefined;
  try {
    pending = await withTimeout(clock, authorizations.find(request.url, {}), { ms: CALLBACK_MS });
    return { pending, code: pending === undefined ? 'OAUTH_STATE_INVALID' : await complete(dependencies, { request, pending }) };
  } catch (error) {
    if (FriggCrmError.is(error) && error.retryable) return { pending, code: 'RETRY' };
    if (FriggCrmError.is(error) && Object.hasOwn(PAGES, error.code)) return { pending, code: error.code };
    logger.error({ requestId, code: codeOf(error) }, 'an account could not be connected for an unexpected reason');
    return { pending, code: 'INTERNAL' };
  }
}

const OPERATION = 'completeAuthorization';

async function complete(
  { backend, authorizations, clock }: CallbackDependencies,
  { request, pending }: { readonly request: Request; readonly pending: PendingAuthorization },
): Promise<string> {
  const key = readBrowserKey(request.headers);
  if (key === undefined) return 'OTHER_BROWSER';
  const work = async (signal: AbortSignal): Promise<string> => {
    const integration = await backend.services.integrations.findById(pending.integrationId, { signal });
    if (integration === undefined || integration.status === 'IN_DELETION') return 'GONE';
    await authorizations.complete({ integration, callbackUrl: request.url, boundTo: bindToBrowser(key) }, { signal });
    return 'CONNECTED';
  };
  return withTimeout(clock, work, { ms: CALLBACK_MS });
}

/** The account is connected, or not, whether it could be noted or not. */
async function record(
  { audit, logger }: CallbackDependencies,
  {
    pending: { caller, userId, integrationId },
    code,
    status,
    requestId,
  }: { readonly pending: PendingAuthorization; readonly code: string; readonly status: number; readonly requestId: string },
): Promise<void> {
  const target = `/api/v1/integrations/${encodeURIComponent(integrationId)}/authorize`;
  try {
    await audit.add({ caller, userId, operationId: OPERATION, target, status, code: code === 'CONNECTED' ? null : code, requestId });
  } catch (error) {
    logger.error({ requestId, code: codeOf(error) }, 'an entry of the audit log could not be stored');
  }
}

function toPage(
  { status, title, text }: Page,
  { returnTo, requestId }: { readonly returnTo: string | undefined; readonly requestId: string },
): Response {
  const back = returnTo === undefined ? '' : `<p><a href="${escapeHtml(returnTo)}">Back</a></p>\n`;
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<main>
<h1>${title}</h1>
<p>${text}</p>
${back}<p><small>Request ${requestId}</small></p>
</main>
</html>
`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8', 'x-request-id': requestId } });
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

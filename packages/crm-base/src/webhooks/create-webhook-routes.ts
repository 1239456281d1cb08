import { silentLogger, systemClock, type Clock, type Logger } from '@frigg-crm/core';
import { assertNever, withTimeout } from '@frigg-crm/core/adapter';
import { answer } from './webhook-response.ts';
import { respondWith } from './respond-with.ts';
import { matchRoute, type WebhookRoute } from './match-route.ts';
import { readBody } from './read-body.ts';
import { receiveCrmWebhook } from './receive-crm-webhook.ts';
import { receiveQuoWebhook } from './receive-quo-webhook.ts';
import { receiveUninstall } from './receive-uninstall.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';

/** What {@link createWebhookRoutes} verifies requests with and stores them in. */
export interface WebhookRoutesOptions extends Omit<WebhookDependencies, 'uninstallers' | 'onUninstall' | 'clock' | 'logger'> {
  /** @defaultValue none: every path of an uninstall is answered 404 */
  readonly uninstallers?: WebhookDependencies['uninstallers'] | undefined;
  /** @defaultValue nothing is deleted */
  readonly onUninstall?: WebhookDependencies['onUninstall'];
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** What stands before the paths, such as `/webhooks`. @defaultValue '' */
  readonly basePath?: string | undefined;
  /** Larger bodies are answered 413. @defaultValue 262_144 */
  readonly maxBodyBytes?: number | undefined;
}

/** Quo and CRMs give up after ten seconds, and send again whatever was not answered by then. */
const RESPONSE_TIMEOUT_MS = 8000;

/**
 * Makes the handler of everything that Quo and CRMs send, over nothing but `Request` and `Response`:
 *
 * - `POST {basePath}/quo/{integrationId}`: events of Quo;
 * - `POST {basePath}/crm/{connector}/{integrationId}`: events of the CRM;
 * - `{basePath}/uninstall/{connector}`, any method: an app was uninstalled in the CRM.
 *
 * 200 `{}` says that an event was verified and is stored, or needs no work. 400: it cannot be read. 401: it could not be
 * verified; an integration that does not exist gets the same response. 413: it is too large. 503: it could not be stored
 * (in time), and the sender has to retry. Responses hold nothing more, and logs hold ids, codes and counts.
 *
 * @example
 * ```ts
 * const receive = createWebhookRoutes({ integrations, vault, inbox, queueManager, loadIntegration, basePath: '/webhooks' });
 * app.all('/webhooks/*', (context) => receive(context.req.raw));
 * ```
 * @returns the handler. It never throws.
 */
export function createWebhookRoutes(options: WebhookRoutesOptions): (request: Request) => Promise<Response> {
  const { basePath = '', maxBodyBytes = 262_144, ...dependencies } = options;
  const { clock = systemClock, logger = silentLogger, uninstallers = {}, onUninstall } = dependencies;
  const wired: WebhookDependencies = { ...dependencies, clock, logger, uninstallers, onUninstall };
  const base = basePath.replace(/\/+$/, '');

  return async (request) => {
    const route = matchRoute(request.url, base);
    if (route === undefined) return answer(404);
    if (route.kind !== 'uninstall' && request.method !== 'POST') return answer(405);
    const respond = async (signal: AbortSignal): Promise<Response> => {
      const body = await readBody(request, { maxBytes: maxBodyBytes, signal });
      if (body.kind === 'refused') return answer(body.status);
      const { method, headers } = request;
      return receive(wired, route, { method, url: request.url, headers, rawBody: body.rawBody, signal });
    };
    return respondWith(logger, { route: route.kind }, async () => withTimeout(clock, respond, { ms: RESPONSE_TIMEOUT_MS }));
  };
}

async function receive(dependencies: WebhookDependencies, route: WebhookRoute, request: ReceivedRequest): Promise<Response> {
  switch (route.kind) {
    case 'quo':
      return receiveQuoWebhook(dependencies, route.integrationId, request);
    case 'crm':
      return receiveCrmWebhook(dependencies, route, request);
    case 'uninstall':
      return receiveUninstall(dependencies, route.connector, request);
    default:
      return assertNever(route);
  }
}

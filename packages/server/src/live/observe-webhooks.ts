import type { EventRecorder } from '@frigg-crm/live/server';
import type { ServerMetrics } from '../metrics/server-metrics.ts';

/** What a webhook names in its path. */
const WEBHOOK = /^\/webhooks\/(?:(quo)|crm\/([^/]+))\/([^/]+)$/;

/**
 * @returns the doors for webhooks, which count what arrives, and record what was accepted: nothing is known of the senders
 * of others.
 */
export function observeWebhooks(
  receive: (request: Request) => Promise<Response>,
  {
    recorder,
    metrics,
  }: { readonly recorder: Pick<EventRecorder, 'record'> | undefined; readonly metrics: Pick<ServerMetrics, 'webhook'> | undefined },
): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await receive(request);
    const [path, quo, connector, integrationId] = WEBHOOK.exec(new URL(request.url).pathname) ?? [];
    metrics?.webhook({ source: path === undefined ? 'other' : (quo ?? 'crm'), outcome: outcomeOf(response.status) });
    if (response.ok && integrationId !== undefined)
      recorder?.record(decodeURIComponent(integrationId), { type: 'webhook.received', data: { source: quo ?? connector ?? '' } });
    return response;
  };
}

function outcomeOf(status: number): string {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'accepted';
}

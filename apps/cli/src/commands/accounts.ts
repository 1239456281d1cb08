import type { Client, Schema } from '@frigg-crm/client';
import type {
  AuthorizeSettings,
  ConnectSettings,
  DeleteIntegrationSettings,
  HistorySettings,
  OneIntegrationSettings,
  ReconnectSettings,
} from '../config/account-settings.ts';
import { formatCount } from '../output/format.ts';
import { connectorLines, eventLines, integrationLines } from '../output/integration-lines.ts';
import { planLine, toIfMatch, toPlan } from '../output/plan-lines.ts';
import { pageOf } from '../wiring/remote/read-pages.ts';
import type { ApiDependencies } from './with-api.ts';

type Integration = Schema<'Integration'>;

/** To look an account up, a server calls the CRM. */
const UPSTREAM_MS = 30_000;

/** `integrations connectors` */
export async function listConnectors({ client, json, write }: ApiDependencies): Promise<void> {
  const { data } = await client.get('/api/v1/connectors');
  if (json) for (const connector of data.items) write(JSON.stringify({ type: 'connector', ...connector }));
  else for (const line of connectorLines(data.items)) write(line);
}

/** `integrations show` */
export async function showIntegration(
  integrationId: string,
  { server, publicUrl }: Pick<OneIntegrationSettings, 'server' | 'publicUrl'>,
  { client, json, write }: ApiDependencies,
): Promise<void> {
  const path = { integrationId };
  const [{ data: integration }, { data: budgets }, { data: described }, { data: webhooks }] = await Promise.all([
    client.get('/api/v1/integrations/{integrationId}', { path }),
    client.get('/api/v1/integrations/{integrationId}/rate-budgets', { path }),
    client.get('/api/v1/integrations/{integrationId}/authorization', { path }),
    client.get('/api/v1/integrations/{integrationId}/webhook-health', { path }),
  ]);
  const { redirectUri, ...access } = described;
  // Only the program that listens knows where; half an address would be registered somewhere.
  const authorization = server === undefined && publicUrl === undefined ? access : { ...access, redirectUri };
  if (json)
    write(JSON.stringify({ type: 'integration', ...integration, budgets: budgets.items, authorization, webhooks: webhooks.sources }));
  else for (const line of integrationLines({ integration, budgets: budgets.items, authorization, webhooks: webhooks.sources })) write(line);
}

/** `integrations history`: the newest last. */
export async function listHistory(
  integrationId: string,
  { limit }: Pick<HistorySettings, 'limit'>,
  { client, json, write }: ApiDependencies,
): Promise<void> {
  const events = await readEvents(client, integrationId, limit);
  if (json) for (const { type: event, ...rest } of events) write(JSON.stringify({ type: 'history', integrationId, event, ...rest }));
  else if (events.length === 0) write('nothing in the last week');
  else for (const line of eventLines(events)) write(line);
}

/** The log is read from its beginning, so it is asked where its end is. */
async function readEvents(client: Client, integrationId: string, limit: number): Promise<Schema<'EventPage'>['items']> {
  const read = async (after: number, count: number): Promise<Schema<'EventPage'>> => {
    const request = { path: { integrationId }, query: { after: String(after), limit: count } };
    return (await client.get('/api/v1/integrations/{integrationId}/events', request)).data;
  };
  const { last } = await read(0, 1);
  const found: Schema<'EventPage'>['items'][number][] = [];
  for (let after = Math.max(0, last - limit); after < last;) {
    const { items } = await read(after, pageOf(last - after));
    found.push(...items);
    const newest = items.at(-1);
    if (newest === undefined) break;
    after = newest.seq;
  }
  return found;
}

/** `integrations check`, `enable` and `disable`. */
export async function changeIntegration(
  integrationId: string,
  verb: 'check' | 'enable' | 'disable',
  dependencies: ApiDependencies,
): Promise<void> {
  const paths = {
    check: '/api/v1/integrations/{integrationId}/check',
    enable: '/api/v1/integrations/{integrationId}/enable',
    disable: '/api/v1/integrations/{integrationId}/disable',
  } as const;
  report(dependencies, (await dependencies.client.post(paths[verb], { path: { integrationId } })).data);
}

/** `integrations delete` */
export async function deleteIntegration(
  integrationId: string,
  { dryRun, ifPlan }: Pick<DeleteIntegrationSettings, 'dryRun' | 'ifPlan'>,
  { client, json, write }: ApiDependencies,
): Promise<void> {
  const path = { integrationId };
  if (!dryRun) {
    await client.delete('/api/v1/integrations/{integrationId}', { path, ifMatch: toIfMatch(ifPlan) });
    return write(json ? JSON.stringify({ type: 'deleted', integration: integrationId }) : 'it is being deleted; that goes on by itself');
  }
  const [{ data, etag }, { data: active }] = await Promise.all([
    client.get('/api/v1/integrations/{integrationId}', { path }),
    client.get('/api/v1/syncs', { query: { integrationId, active: true, limit: 200 } }),
  ]);
  const plan = toPlan(etag);
  const activeSyncs = active.items.map(({ id }) => id);
  if (json) return write(JSON.stringify({ type: 'delete-plan', integrationId, connector: data.connector, activeSyncs, plan }));
  write(
    `${integrationId}: ${data.connector} of ${data.userId}, ${data.status}; ${formatCount(activeSyncs.length, 'sync')} under way to be ended`,
  );
  write(
    'removed are its settings, its credentials, its webhooks at the CRM and at Quo, its syncs, what is known of its people, its events',
  );
  write('contacts in Quo and activities in the CRM stay');
  write(planLine(plan));
}

/** `integrations connect` */
export async function connectAccount(
  connector: string,
  { owner: userId, quoKey, requestId, ...account }: Account & Pick<ConnectSettings, 'owner' | 'requestId'> & { readonly quoKey: string },
  dependencies: ApiDependencies,
): Promise<void> {
  const { client, json, write } = dependencies;
  const { data } = await client.post('/api/v1/integrations', {
    body: { connector, userId, crm: toCrm(account), quo: { apiKey: quoKey } },
    timeoutMs: UPSTREAM_MS,
    ...(requestId !== undefined && { idempotencyKey: requestId }),
  });
  report(dependencies, data);
  if (!json && account.crmUrl === undefined) write(`grant access at the CRM next: frigg-crm integrations authorize ${data.id}`);
}

/** `integrations reconnect` */
export async function reconnectAccount(
  integrationId: string,
  { quoKey, ...account }: Account & Pick<ReconnectSettings, 'quoKey'>,
  dependencies: ApiDependencies,
): Promise<void> {
  const body = { crm: toCrm(account), quo: quoKey === undefined ? undefined : { apiKey: quoKey } };
  const request = { path: { integrationId }, body, timeoutMs: UPSTREAM_MS };
  report(dependencies, (await dependencies.client.put('/api/v1/integrations/{integrationId}/credentials', request)).data);
}

/** `integrations authorize`: begins with a page of one's own, or completes what this caller has begun. */
export async function authorizeAccount(
  integrationId: string,
  { redirectUri, callbackUrl }: Pick<AuthorizeSettings, 'redirectUri' | 'callbackUrl'>,
  dependencies: ApiDependencies,
): Promise<void> {
  const { client, json, write } = dependencies;
  const path = { integrationId };
  if (callbackUrl !== undefined) {
    const request = { path, body: { callbackUrl }, timeoutMs: UPSTREAM_MS };
    return report(dependencies, (await client.post('/api/v1/integrations/{integrationId}/authorize/complete', request)).data);
  }
  const { data } = await client.post('/api/v1/integrations/{integrationId}/authorize', { path, body: { redirectUri } });
  if (json) return write(JSON.stringify({ type: 'authorization', integrationId, ...data }));
  write(data.url);
  write(`open it by ${data.expiresAt}, and give the address that the browser is sent to as --callback-url`);
}

type Account = Pick<ConnectSettings, 'crmUrl' | 'crmToken' | 'option'>;

function toCrm({ crmUrl: url, crmToken: token, option }: Account): Schema<'NewIntegration'>['crm'] {
  if (url === undefined) return undefined;
  return { url, ...(token !== undefined && { token }), ...(Object.keys(option).length > 0 && { options: { ...option } }) };
}

function report({ json, write }: ApiDependencies, integration: Integration): void {
  const { id, connector, userId, status } = integration;
  write(json ? JSON.stringify({ type: 'integration', ...integration }) : `${id}: ${connector} of ${userId}, ${status}`);
}

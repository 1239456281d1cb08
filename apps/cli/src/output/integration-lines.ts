import type { Schema } from '@frigg-crm/client';
import { formatDuration, formatNumber } from './format.ts';
import { formatTable } from './format-table.ts';

/** An integration with all that its page has of it. */
export interface ShownIntegration {
  readonly integration: Schema<'Integration'>;
  readonly budgets: Schema<'RateBudgets'>['items'];
  readonly webhooks: Schema<'WebhookHealth'>['sources'];
  /** Without the redirect URL where it is not known. */
  readonly authorization: Omit<Schema<'Authorization'>, 'redirectUri'> & { readonly redirectUri?: string };
}

/** @returns one integration for a terminal: how it is, what its owner should know, when its APIs can be called, and its access. */
export function integrationLines({ integration, budgets, webhooks, authorization }: ShownIntegration): readonly string[] {
  const { id, connector, userId, status, setUpAt, dueAt, notices } = integration;
  return [
    `${id}: ${connector} of ${userId}, ${status}`,
    setUpAt === null ? 'not set up yet' : `set up ${setUpAt}`,
    ...(dueAt === null ? [] : [`checked next ${dueAt}`]),
    ...notices.map(({ level, code, text, at }) => `${level} ${code} (${at}): ${text}`),
    ...budgetLines(budgets),
    ...webhooks.map(webhookLine),
    ...accessLines(authorization),
  ];
}

function budgetLines(budgets: ShownIntegration['budgets']): readonly string[] {
  const busy = budgets.filter(({ pausedUntil, freeInMs }) => pausedUntil !== null || freeInMs > 0);
  if (busy.length === 0) return ['all APIs can be called now'];
  return busy.map(({ key, pausedUntil, freeInMs }) =>
    pausedUntil === null ? `${key}: free in ${formatDuration(freeInMs)}` : `${key}: paused by a rate limit until ${pausedUntil}`,
  );
}

function webhookLine({ source, accepted, open, failed, newestAt, oldestOpenAt }: ShownIntegration['webhooks'][number]): string {
  const from = source === 'quo' ? 'Quo' : 'the CRM';
  if (newestAt === null) return `no webhook of ${from} in the last 30 days`;
  const since = oldestOpenAt === null ? '' : `, the oldest since ${oldestOpenAt}`;
  return `webhooks of ${from}: ${formatNumber(accepted)}, the newest ${newestAt}; ${formatNumber(open)} open${since}; ${formatNumber(failed)} failed`;
}

function accessLines({
  isAvailable,
  isConnected,
  needsReauthorization,
  last,
  redirectUri,
}: ShownIntegration['authorization']): readonly string[] {
  if (!isAvailable) return [];
  const state = needsReauthorization
    ? 'the CRM has refused the access that was granted: grant it again'
    : isConnected
      ? 'access at the CRM is granted'
      : 'access at the CRM is not granted yet';
  return [
    state,
    ...(last === null ? [] : [`last attempt: ${last.code} (${last.at})`]),
    ...(redirectUri === undefined ? [] : [`redirect URL of the app: ${redirectUri}`]),
  ];
}

/** @returns the headings, and one line per CRM that can be connected, each followed by its settings. */
export function connectorLines(connectors: Schema<'ConnectorList'>['items']): readonly string[] {
  return connectors.flatMap(({ id, title, urlHelp, exampleUrl, tokenHelp, options }) => [
    `${id}  ${title}`,
    `  --crm-url ${exampleUrl}  ${urlHelp}`,
    `  --crm-token  ${tokenHelp}`,
    ...options.map(({ name, description }) => `  --option ${name}=…  ${description}`),
  ]);
}

/** @returns the headings, and one line per event. */
export function eventLines(events: Schema<'EventPage'>['items']): readonly string[] {
  return formatTable([['at', 'what', 'details'], ...events.map(({ at, type, data }) => [at, type, JSON.stringify(data)])], {
    leftAligned: 3,
  });
}

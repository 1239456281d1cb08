import { FriggCrmError, type Integration } from '@frigg-crm/core';
import { ConnectorContractError } from '../failures/connector-contract-error.ts';
import type { CrmEvent, IncomingWebhook } from '../connector/crm-webhooks.ts';
import { acceptChanges } from './accept-changes.ts';
import { acceptEvents, isKept } from './accept-events.ts';
import { answer } from './webhook-response.ts';
import { respondWith } from './respond-with.ts';
import { crmEventSchema } from '../connector/crm-event-schema.ts';
import { WEBHOOK_SECRETS } from '../lifecycle/webhook-secrets.ts';
import { loadToVerify } from './load-to-verify.ts';
import type { WebhookRoute } from './match-route.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';

/**
 * Takes a webhook of a CRM: answers 200 when its events are stored, or when it has none that concern us; 401 when the
 * connector does not believe it, or there is no such integration; 400 when it is not what the CRM documents.
 */
export async function receiveCrmWebhook(
  dependencies: WebhookDependencies,
  { connector, integrationId }: Extract<WebhookRoute, { kind: 'crm' }>,
  request: ReceivedRequest,
): Promise<Response> {
  const { signal } = request;
  const integration = await dependencies.integrations.findById(integrationId, { signal });
  const fields = { route: 'crm', integrationId: integration?.id };
  const stored = await loadToVerify(dependencies.logger, fields, async () =>
    dependencies.vault.read({ integrationId, name: WEBHOOK_SECRETS.crm }, { signal }),
  );
  if (integration?.connector !== connector) return answer(401);
  return respondWith(dependencies.logger, { ...fields, connector }, async () => {
    const read = await readEvents(dependencies, integration, { ...request, stored: stored?.value });
    if (read === undefined) return answer(401);
    const { events, delaySeconds } = read;
    if (!isKept(integration)) return answer(200);
    // Nothing waits for a deletion.
    const waiting = delaySeconds === 0 ? [] : events.filter(({ change }) => change.kind === 'person-changed');
    const rest = events.filter((event) => !waiting.includes(event));
    if (rest.length > 0) await acceptEvents(dependencies, { integration, from: 'crm' }, rest, { signal });
    if (waiting.length > 0) await acceptChanges(dependencies, integration, waiting, { delaySeconds, signal });
    return answer(200);
  });
}

interface ReadEvents {
  readonly events: readonly CrmEvent[];
  /** `changeDelaySeconds` of the connector. */
  readonly delaySeconds: number;
}

/** @returns `undefined` when no connector can be loaded to read them. @throws what the connector throws. */
async function readEvents(
  { loadIntegration, logger }: WebhookDependencies,
  integration: Integration,
  { method, url, headers, rawBody, stored }: IncomingWebhook,
): Promise<ReadEvents | undefined> {
  const fields = { route: 'crm', integrationId: integration.id };
  const crm = await loadToVerify(logger, fields, async () => loadIntegration(integration));
  if (crm === undefined) {
    logger.warn(fields, 'a webhook came for an integration that cannot be loaded here');
    return undefined;
  }
  try {
    const events = crmEventSchema.array().safeParse(await crm.readWebhook({ method, url, headers, rawBody, stored }));
    if (events.success) return { events: events.data, delaySeconds: crm.config.queueConfig.changeDelaySeconds };
  } catch (error) {
    if (!FriggCrmError.hasCode(error, 'CONFIGURATION_INVALID')) throw error;
    logger.warn({ ...fields, code: error.code }, 'a webhook was refused: its connector takes none, so it can verify none');
    return undefined;
  }
  throw new ConnectorContractError(`${integration.connector} reads a webhook as something else than events`);
}

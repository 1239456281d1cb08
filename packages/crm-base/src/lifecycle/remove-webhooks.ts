import { createQuoSubscriptions } from '@frigg-crm/quo';
import { UnknownIntegrationError } from '../errors/unknown-integration-error.ts';
import { isAccountFailure, toErrorEntry } from '../sync/retry-delay.ts';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import type { Removal } from './removal.ts';
import { WEBHOOK_SECRETS, holdSecret, toSubscriptions } from './webhook-secrets.ts';

/** What is at hand to clean up with; `'closed'`: the account lets nobody in any more. */
type Access = CrmIntegration | 'closed' | undefined;

/**
 * Ends the webhooks of both sides, each whatever becomes of the other, then our access.
 * @returns whether nothing is left that another attempt could remove.
 */
export async function removeWebhooks(removal: Removal, { isLastTry }: { readonly isLastTry: boolean }): Promise<boolean> {
  const { tools, record, signal } = removal;
  let access: Access;
  const isLoaded = await attempt(removal, 'integration', async () => {
    access = 'closed';
    access = await tools.resolveIntegration(record);
  });
  if (!isLoaded) access = undefined;
  const isQuoClean = await attempt(removal, 'quo-webhooks', async () => removeQuoWebhooks(removal, access));
  const isCrmClean = await attempt(removal, 'crm-webhooks', async () => removeCrmWebhooks(removal, access));
  // Afterwards the CRM lets nobody in any more.
  const isRevoked =
    (isCrmClean || isLastTry) &&
    (await attempt(removal, 'access', async () => {
      await tools.revoke?.(record, { signal });
    }));
  return [isLoaded, isQuoClean, isCrmClean, isRevoked].every(Boolean);
}

/** @returns whether a step is done. An account that is closed to us counts as clean: nobody could do more there. */
async function attempt({ tools, record }: Removal, step: string, work: () => Promise<boolean | void>): Promise<boolean> {
  try {
    return (await work()) !== false;
  } catch (error) {
    const isClosed = isAccountFailure(error);
    tools.logger.warn({ integrationId: record.id, step, isClosed, code: toErrorEntry(error).code }, 'a step of a deletion did not succeed');
    return isClosed;
  }
}

/** Those that are stored, and those that deliver to us though nobody knows them any more. */
async function removeQuoWebhooks({ tools, record, signal }: Removal, access: Access): Promise<boolean> {
  const { vault, webhookUrls, logger } = tools;
  const { value } = await holdSecret(vault, { integrationId: record.id, name: WEBHOOK_SECRETS.quo, signal });
  const current = toSubscriptions(value);
  if (access === undefined && current.length > 0) throw notLoaded(record.id);
  if (access === undefined || access === 'closed' || access.quo === undefined) {
    if (current.length > 0) logger.warn({ integrationId: record.id, count: current.length }, 'webhooks stay at Quo: there is no client');
    return true;
  }
  const { left } = await createQuoSubscriptions({ webhooks: access.quo.webhooks, logger }).repair({
    current,
    wanted: { url: webhookUrls.quo(record.id), phoneNumberIds: [], label: record.connector },
    // Their ids are needed until they are gone.
    store: async () => {},
  });
  return left.length === 0;
}

async function removeCrmWebhooks({ tools, record, signal }: Removal, access: Access): Promise<void> {
  const secret = await holdSecret(tools.vault, { integrationId: record.id, name: WEBHOOK_SECRETS.crm, signal });
  if (access === undefined && secret.value !== undefined) throw notLoaded(record.id);
  if (access === undefined || access === 'closed') return;
  await access.removeWebhooks({ stored: secret.value, store: secret.write, signal });
}

function notLoaded(integrationId: string): UnknownIntegrationError {
  return new UnknownIntegrationError(`The integration ${integrationId} cannot be loaded here, so its webhooks cannot be removed`);
}

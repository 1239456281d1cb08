import { FriggCrmError } from '@frigg-crm/core';
import { createQuoSubscriptions, type QuoSubscription } from '@frigg-crm/quo';
import type { CrmBaseErrorCode } from '../failures/crm-base-error-code.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isAccessRefused } from './is-access-refused.ts';
import type { Removal } from './removal.ts';
import { WEBHOOK_SECRETS, holdSecret, toSubscriptions } from './webhook-secrets.ts';

/**
 * Ends the webhooks of both sides, each whatever becomes of the other, then our access.
 * @returns whether nothing is left that another attempt could remove.
 * @throws {WorkTakenOverError} when the integration is no longer this program's to delete.
 */
export async function removeWebhooks(removal: Removal, { isLastTry }: { readonly isLastTry: boolean }): Promise<boolean> {
  const { dependencies, record, lease, signal } = removal;
  let crm: CrmIntegration | undefined;
  // Whatever is wrong here is on our side: it says nothing of either account.
  const isLoaded = await attempt(removal, 'integration', async () => {
    crm = await dependencies.loadIntegration(record);
  });
  await lease.assertHeld(record);
  const isQuoClean = await attempt(removal, 'quo-webhooks', async (ask) => removeQuoWebhooks(removal, crm, ask));
  await lease.assertHeld(record);
  const isCrmClean = await attempt(removal, 'crm-webhooks', async (ask) => removeCrmWebhooks(removal, crm, ask));
  await lease.assertHeld(record);
  // Last, because afterwards the CRM refuses all calls, and an integration that it refuses may not even load.
  const isRevoked =
    ((isQuoClean && isCrmClean) || isLastTry) &&
    (await attempt(removal, 'access', async (ask) => {
      await ask(async () => dependencies.revoke?.(record, { signal }));
    }));
  return [isLoaded, isQuoClean, isCrmClean, isRevoked].every(Boolean);
}

/** Calls an API. Where it refuses the account, nothing more can be done there, and the step counts as done. */
type Ask = <Answer>(call: () => Promise<Answer>) => Promise<Answer | undefined>;

/** @returns whether a step is done. */
async function attempt({ dependencies, record }: Removal, step: string, work: (ask: Ask) => Promise<boolean | void>): Promise<boolean> {
  const { logger } = dependencies;
  const ask: Ask = async (call) => {
    try {
      return await call();
    } catch (error) {
      if (!isAccessRefused(error)) throw error;
      logger.warn(
        { integrationId: record.id, step, code: toErrorEntry(error).code },
        'access refused while an integration is deleted; step skipped',
      );
      return undefined;
    }
  };
  try {
    return (await work(ask)) !== false;
  } catch (error) {
    logger.warn({ integrationId: record.id, step, code: toErrorEntry(error).code }, 'a step of a deletion did not succeed');
    return false;
  }
}

/** Those that are stored, and those that deliver to us though they are not stored any more. */
async function removeQuoWebhooks(removal: Removal, crm: CrmIntegration | undefined, ask: Ask): Promise<boolean> {
  const { record, dependencies } = removal;
  const { webhookUrls, logger } = dependencies;
  const held = await readSubscriptions(removal);
  if (crm === undefined && held?.length !== 0) throw notLoaded(record.id);
  const current = held ?? [];
  const webhooks = crm?.quo?.webhooks;
  if (webhooks === undefined) {
    if (current.length > 0) logger.warn({ integrationId: record.id, count: current.length }, 'webhooks stay at Quo: there is no client');
    return true;
  }
  if (await isOfOthers(removal, async () => (crm === undefined ? undefined : dependencies.accounts.verifyQuo(crm)), ask)) return true;
  const change = await ask(async () =>
    createQuoSubscriptions({ webhooks, logger }).repair({
      current,
      wanted: { url: webhookUrls.quo(record.id), phoneNumberIds: [], label: record.connector },
      // Their ids are needed until they are gone.
      store: async () => {},
    }),
  );
  return change === undefined || change.left.length === 0;
}

/** @returns `undefined` when they cannot be decrypted: Quo still knows which webhooks deliver to us. */
async function readSubscriptions({ dependencies, record, signal }: Removal): Promise<readonly QuoSubscription[] | undefined> {
  try {
    const { value } = await holdSecret(dependencies.vault, { integrationId: record.id, name: WEBHOOK_SECRETS.quo, signal });
    return toSubscriptions(value);
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) return undefined;
    throw error;
  }
}

async function removeCrmWebhooks(removal: Removal, crm: CrmIntegration | undefined, ask: Ask): Promise<void> {
  const { dependencies, record, signal } = removal;
  const secret = await holdSecret(dependencies.vault, { integrationId: record.id, name: WEBHOOK_SECRETS.crm, signal });
  if (crm === undefined && secret.value !== undefined) throw notLoaded(record.id);
  if (await isOfOthers(removal, async () => (crm === undefined ? undefined : dependencies.accounts.verifyCrm(crm)), ask)) return;
  await ask(async () => crm?.removeWebhooks({ stored: secret.value, store: secret.write, signal }));
}

/** @returns whether another account is connected, in which nothing is ours to remove. */
async function isOfOthers({ dependencies, record }: Removal, verify: () => Promise<void>, ask: Ask): Promise<boolean> {
  try {
    await ask(async () => verify());
    return false;
  } catch (error) {
    if (!FriggCrmError.hasCode<CrmBaseErrorCode>(error, 'ACCOUNT_CHANGED')) throw error;
    dependencies.logger.warn(
      { integrationId: record.id, code: error.code },
      'webhooks of a deleted integration stay: another account is connected',
    );
    return true;
  }
}

function notLoaded(integrationId: string): UnknownIntegrationError {
  return new UnknownIntegrationError(`The integration ${integrationId} cannot be loaded here, so its webhooks cannot be removed`);
}

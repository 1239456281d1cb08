import type { Integration } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { answer } from './webhook-response.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';

/** CRMs need not repeat this request, so it is tried again here: milliseconds before each attempt. */
const ATTEMPTS_AFTER_MS: readonly number[] = [0, 1000, 3000];
/** Then the CRM gets its answer. */
const MAX_WAIT_MS = 6000;

/**
 * Takes the request with which a CRM says that an app was uninstalled, and has the integration deleted that it names.
 * Once it is verified the response is 200, whatever becomes of it: also for an unknown integration, or one that is being
 * deleted already.
 * @throws {WebhookRefusedError} when it does not prove where it comes from.
 * @throws {InvalidWebhookError} when it names nothing.
 */
export async function receiveUninstall(dependencies: WebhookDependencies, connector: string, request: ReceivedRequest): Promise<Response> {
  const { method, headers, rawBody } = request;
  const uninstall = Object.hasOwn(dependencies.uninstallers, connector) ? dependencies.uninstallers[connector] : undefined;
  if (uninstall === undefined) return answer(404);
  const named = await uninstall({ method, headers, rawBody, stored: undefined });
  if (named === undefined) return answer(200);
  try {
    const { lookupKey } = named;
    await withTimeout(dependencies.clock, async (signal) => remove(dependencies, { connector, lookupKey }, signal), { ms: MAX_WAIT_MS });
  } catch (error) {
    dependencies.logger.error(
      { connector, code: toErrorEntry(error).code },
      'it is not certain that the integration of an uninstalled app will be deleted: look whether it is IN_DELETION or gone, else delete it by hand',
    );
  }
  return answer(200);
}

interface Named {
  readonly connector: string;
  readonly lookupKey: string;
}

/** @throws what the last attempt failed with. */
async function remove(dependencies: WebhookDependencies, { connector, lookupKey }: Named, signal: AbortSignal): Promise<void> {
  let failure: unknown;
  for (const afterMs of ATTEMPTS_AFTER_MS) {
    if (afterMs > 0) await dependencies.clock.sleep(afterMs, { signal });
    try {
      const found = await dependencies.integrations.findByLookupKey(lookupKey, { signal });
      const wanted = found.filter((integration) => integration.connector === connector && integration.status !== 'IN_DELETION');
      const settled = await Promise.allSettled(wanted.map(async (integration) => removeOne(dependencies, integration)));
      const failed = settled.find((one) => one.status === 'rejected');
      if (failed === undefined) return;
      failure = failed.reason;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function removeOne({ onUninstall, logger }: WebhookDependencies, integration: Integration): Promise<void> {
  const { id, connector } = integration;
  if (onUninstall === undefined) return;
  await onUninstall(integration);
  logger.info({ integrationId: id, connector }, 'an integration will be deleted because its app was uninstalled');
}

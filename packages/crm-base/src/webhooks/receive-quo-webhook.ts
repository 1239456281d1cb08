import { randomBytes } from 'node:crypto';
import { readQuoEvent, verifyQuoWebhook } from '@frigg-crm/quo';
import { WEBHOOK_SECRETS, signingKeysOf } from '../lifecycle/webhook-secrets.ts';
import { acceptEvents, isKept } from './accept-events.ts';
import { answer } from './webhook-response.ts';
import { respondWith } from './respond-with.ts';
import { loadToVerify } from './load-to-verify.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';

/** Both ways in which Quo signs. Who sends neither header is refused before anything is asked of a store. */
const SIGNATURES = ['webhook-signature', 'openphone-signature'];

/** A key of no integration: verifying for one without keys takes the same time as for one with a key. */
const DECOY = randomBytes(32).toString('base64');

/**
 * Takes a webhook of Quo: answers 200 when it is stored, or calls for nothing; 401 when it is not signed by Quo for this
 * integration, or there is no such integration; 400 when it is not what Quo documents.
 */
export async function receiveQuoWebhook(
  dependencies: WebhookDependencies,
  integrationId: string,
  request: ReceivedRequest,
): Promise<Response> {
  const { headers, rawBody, signal } = request;
  if (!SIGNATURES.some((name) => headers.has(name))) {
    dependencies.logger.warn({ route: 'quo', reason: 'no-signature' }, 'a webhook was refused');
    return answer(401);
  }
  const integration = await dependencies.integrations.findById(integrationId, { signal });
  // Logs name nothing that only the sender says.
  const fields = { route: 'quo', integrationId: integration?.id };
  const stored = await loadToVerify(dependencies.logger, fields, async () =>
    dependencies.vault.read({ integrationId, name: WEBHOOK_SECRETS.quo }, { signal }),
  );
  return respondWith(dependencies.logger, fields, async () => {
    const keys = integration === undefined ? [] : signingKeysOf(stored?.value);
    if (integration !== undefined && keys.length === 0)
      dependencies.logger.warn({ integrationId }, 'no signing key of a Quo webhook is stored');
    verifyQuoWebhook({ headers, rawBody, keys: keys.length === 0 ? [DECOY] : keys, nowMs: dependencies.clock.now() });
    if (integration === undefined) return answer(401);
    if (!isKept(integration)) return answer(200);
    const event = readQuoEvent(rawBody);
    if (event.kind !== 'ignored') await acceptEvents(dependencies, { integration, from: 'quo' }, [event], { signal });
    return answer(200);
  });
}

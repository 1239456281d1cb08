import { WebhookRefusedError, type IncomingWebhook, type Uninstaller } from '@frigg-crm/crm-base';
import { readJsonBody, verifyBasicAuth, type RequestHeaders } from '@frigg-crm/crm-base/connector';
import type { OAuthApp } from '@frigg-crm/oauth';
import * as z from 'zod';
import type { PipedriveMe } from '../client/create-users.ts';
import { pipedriveIdSchema } from '../client/pipedrive-answer.ts';

/** Whose connection ends. Two users of one company have two: only both ids together name one. */
export type PipedriveUninstall = Pick<PipedriveMe, 'companyId' | 'userId'>;

type UninstallRequest = Pick<IncomingWebhook, 'rawBody'> & { readonly headers: RequestHeaders };

const bodySchema = z.object({ client_id: z.string(), company_id: pipedriveIdSchema, user_id: pipedriveIdSchema });

/**
 * Checks and reads the DELETE that Pipedrive sends to an app's callback URL (Pipedrive API, Uninstalling the app).
 * @throws {WebhookRefusedError} when it does not carry the app's own id and secret, or is for another app.
 * @throws {InvalidWebhookError} when it names no connection.
 */
export function readUninstall({ headers, rawBody }: UninstallRequest, { clientId, clientSecret }: OAuthApp): PipedriveUninstall {
  if (!verifyBasicAuth(headers, { user: clientId, password: clientSecret })) throw new WebhookRefusedError('credentials');
  const body = readJsonBody(rawBody, bodySchema);
  if (body.client_id !== clientId) throw new WebhookRefusedError('client');
  return { companyId: body.company_id, userId: body.user_id };
}

/** Makes what reads Pipedrive's uninstall callback, for `createIntegrationServices`. */
export function createPipedriveUninstaller(app: OAuthApp): Uninstaller {
  return async ({ headers, rawBody }) => ({ lookupKey: pipedriveLookupKey(readUninstall({ headers, rawBody }, app)) });
}

/** What Pipedrive calls a connection: two users of one company have two. Store it as a `lookupKey` of the integration. */
export function pipedriveLookupKey({ companyId, userId }: PipedriveUninstall): string {
  return `pipedrive/${companyId}/${userId}`;
}

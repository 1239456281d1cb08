import { WebhookRefusedError, type Uninstaller } from '@frigg-crm/crm-base';
import { readJsonBody, verifyBasicAuth, type RequestHeaders } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import { pipedriveIdSchema } from '../client/pipedrive-answer.ts';

/** The DELETE that Pipedrive sends to an app's callback URL (Pipedrive API, Uninstalling the app). */
export interface UninstallRequest {
  readonly headers: RequestHeaders;
  /** As received: it is parsed when the sender is believed. */
  readonly rawBody: Uint8Array;
}

/** Whose connection ends. Two users of one company have two: only both ids together name one. */
export interface PipedriveUninstall {
  readonly companyId: string;
  readonly userId: string;
}

interface PipedriveApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

const bodySchema = z.object({ client_id: z.string(), company_id: pipedriveIdSchema, user_id: pipedriveIdSchema });

/**
 * Checks and reads an uninstall callback.
 * @throws {WebhookRefusedError} when it does not carry the app's own id and secret, or is for another app.
 * @throws {InvalidWebhookError} when it names no connection.
 */
export function readUninstall({ headers, rawBody }: UninstallRequest, { clientId, clientSecret }: PipedriveApp): PipedriveUninstall {
  if (!verifyBasicAuth(headers, { user: clientId, password: clientSecret })) throw new WebhookRefusedError('credentials');
  const body = readJsonBody(rawBody, bodySchema);
  if (body.client_id !== clientId) throw new WebhookRefusedError('client');
  return { companyId: body.company_id, userId: body.user_id };
}

/** Makes what reads Pipedrive's uninstall callback, for `createIntegrationServices`. */
export function createPipedriveUninstaller(app: PipedriveApp): Uninstaller {
  return async ({ headers, rawBody }) => ({ lookupKey: pipedriveLookupKey(readUninstall({ headers, rawBody }, app)) });
}

/** What Pipedrive calls a connection: two users of one company have two. Store it as a `lookupKey` of the integration. */
export function pipedriveLookupKey({ companyId, userId }: PipedriveUninstall): string {
  return `pipedrive/${companyId}/${userId}`;
}

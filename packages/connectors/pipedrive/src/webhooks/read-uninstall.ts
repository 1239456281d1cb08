import * as z from 'zod';
import { pipedriveIdSchema } from '../client/pipedrive-id.ts';
import { PipedriveWebhookInvalidError } from '../errors/pipedrive-webhook-invalid-error.ts';
import { PipedriveWebhookRefusedError } from '../errors/pipedrive-webhook-refused-error.ts';
import { verifyBasicAuth, type RequestHeaders } from './basic-credentials.ts';
import { readJsonBody } from './read-json-body.ts';

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

const bodySchema = z.object({ client_id: z.string(), company_id: pipedriveIdSchema, user_id: pipedriveIdSchema });

/**
 * Checks and reads an uninstall callback.
 * @throws {PipedriveWebhookRefusedError} when it does not carry the app's own id and secret, or is for another app.
 * @throws {PipedriveWebhookInvalidError} when it names no connection.
 */
export function readUninstall(
  { headers, rawBody }: UninstallRequest,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): PipedriveUninstall {
  if (!verifyBasicAuth(headers, { user: clientId, password: clientSecret })) throw new PipedriveWebhookRefusedError('credentials');
  const parsed = bodySchema.safeParse(readJsonBody(rawBody));
  if (!parsed.success) throw new PipedriveWebhookInvalidError(String(parsed.error.issues[0]?.path[0] ?? 'the whole'));
  if (parsed.data.client_id !== clientId) throw new PipedriveWebhookRefusedError('client');
  return { companyId: parsed.data.company_id, userId: parsed.data.user_id };
}

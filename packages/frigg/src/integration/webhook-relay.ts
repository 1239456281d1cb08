import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { toFriggBody } from './frigg-queue.ts';
import type { FriggRequest } from './frigg-host.ts';

/** The event of Frigg that carries a webhook, before it is verified. */
export const WEBHOOK_EVENT = 'FRIGG_CRM_WEBHOOK';
/** Quo signs by one of these headers. */
const QUO_SIGNATURES = ['webhook-signature', 'openphone-signature'];

const storedSchema = z.object({
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.base64(),
});

/**
 * @returns the message that carries a webhook to the worker, where the store is that it is verified with; `undefined` where
 * the bytes as they came are not there.
 */
export function toRelayBody(request: FriggRequest, integrationId: string): string | undefined {
  const { method = 'POST' } = request;
  const body = readBytes(request)?.toString('base64');
  if (body === undefined) return undefined;
  const headers = Object.entries(request.headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')] as const];
  });
  return toFriggBody(WEBHOOK_EVENT, { integrationId, method, headers: Object.fromEntries(headers), body });
}

/** @returns the request as it came, addressed to the route that verifies it. @throws {z.ZodError} for another message. */
export function fromRelay(
  data: JsonObject,
  { integrationId, connector }: { readonly integrationId: string; readonly connector: string },
): Request {
  const { method, headers, body } = storedSchema.parse(data);
  const isOfQuo = QUO_SIGNATURES.some((name) => Object.hasOwn(headers, name));
  const path = isOfQuo ? `/quo/${encodeURIComponent(integrationId)}` : `/crm/${connector}/${encodeURIComponent(integrationId)}`;
  const { 'content-length': _asItIs, connection: _ofThatHop, 'transfer-encoding': _decoded, ...kept } = headers;
  return new Request(`https://frigg.invalid${path}`, { method, headers: kept, body: Buffer.from(body, 'base64') });
}

function readBytes({ rawBody, apiGateway }: FriggRequest): Buffer | undefined {
  if (typeof rawBody === 'string') return Buffer.from(rawBody, 'utf8');
  if (rawBody !== undefined) return Buffer.from(rawBody);
  // Frigg's functions parse a body before an integration sees it, and leave the event that it came in.
  const { body, isBase64Encoded } = apiGateway?.event ?? {};
  return typeof body === 'string' ? Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8') : undefined;
}

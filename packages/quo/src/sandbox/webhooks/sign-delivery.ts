import { createHmac } from 'node:crypto';
import type { WebhookStyle } from '../../deliveries/read-signatures.ts';

/** What is signed. */
export interface UnsignedDelivery {
  /** As the create answered it: base64, in the standard style behind `whsec_`. */
  readonly key: string;
  /** The same in all attempts. */
  readonly id: string;
  readonly body: string;
  readonly atMs: number;
}

/**
 * Signs a delivery: HMAC-SHA256 over the time and the body, in the standard style with the id before them (Quo webhooks,
 * Verifying signatures; Standard Webhooks).
 * @returns the headers that carry the signature.
 */
export function signDelivery(style: WebhookStyle, { key, id, body, atMs }: UnsignedDelivery): Readonly<Record<string, string>> {
  if (style === 'legacy') return { 'openphone-signature': `hmac;1;${atMs};${sign(key, `${atMs}.${body}`)}` };
  const seconds = String(Math.floor(atMs / 1000));
  const secret = key.replace(/^whsec_/, '');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${sign(secret, `${id}.${seconds}.${body}`)}` };
}

function sign(base64Key: string, text: string): string {
  return createHmac('sha256', Buffer.from(base64Key, 'base64')).update(text, 'utf8').digest('base64');
}

import { Buffer } from 'node:buffer';

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads a signing key as Quo hands it out: base64, in the newer API behind `whsec_`.
 * @returns the bytes, or `undefined` when there are none. An empty secret is none: every sender could sign with it.
 */
export function decodeWebhookKey(key: string): Buffer | undefined {
  const trimmed = key.trim();
  const text = trimmed.startsWith(PREFIX) ? trimmed.slice(PREFIX.length) : trimmed;
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 0 ? undefined : bytes;
}

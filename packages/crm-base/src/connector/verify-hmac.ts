import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A signed request. */
export interface HmacRequest {
  /** The key that both sides know. An empty one verifies nothing. */
  readonly secret: string | Uint8Array;
  /** The signed bytes as received: a body that was parsed and written again has other bytes. */
  readonly rawBody: Uint8Array | string;
  /** As sent, without prefixes such as `sha256=`; `null` and `undefined`: there is none. */
  readonly signature: string | null | undefined;
  /** How the signature is written. */
  readonly encoding: 'hex' | 'base64' | 'base64url';
  /** @defaultValue 'sha256' */
  readonly algorithm?: 'sha1' | 'sha256' | 'sha512' | undefined;
}

/**
 * Verifies the HMAC of a webhook.
 * @returns whether the signature is that of the bytes under the secret; takes the same time wherever they differ; never throws.
 */
export function verifyHmac({ secret, rawBody, signature, encoding, algorithm = 'sha256' }: HmacRequest): boolean {
  if (secret.length === 0 || typeof signature !== 'string') return false;
  const expected = createHmac(algorithm, secret).update(rawBody).digest(encoding);
  const given = encoding === 'hex' ? signature.toLowerCase() : signature;
  return timingSafeEqual(digest(given), digest(expected));
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

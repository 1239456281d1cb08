import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookRefusedError } from '../errors/webhook-refused-error.ts';
import { readSignatures, type WebhookStyle } from './read-signatures.ts';

const KEY_PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const FIVE_MINUTES_MS = 300_000;
/** Signatures of one delivery are of one moment, or of two where it changes meanwhile; each costs a hash of the body for each key. */
const MAX_TIMES = 2;

/** What a delivery is checked against. */
export interface VerifyQuoWebhookOptions {
  readonly headers: Headers;
  /** The body as it came: JSON that was parsed and written again has another signature. */
  readonly rawBody: Uint8Array;
  /** The keys of all webhooks that may deliver here, as Quo handed them out. One that cannot be read is passed over. */
  readonly keys: readonly string[];
  /** Now, in milliseconds since 1970. */
  readonly nowMs: number;
  /**
   * How far the time of signing may lie from now, either way, in milliseconds.
   * @defaultValue 300_000
   */
  readonly toleranceMs?: number | undefined;
}

/** A delivery that is Quo's. */
export interface VerifiedDelivery {
  readonly style: WebhookStyle;
  /** The same on every repetition of a delivery; `undefined`: the older style has none. */
  readonly deliveryId: string | undefined;
}

/**
 * Makes sure that a webhook comes from Quo: HMAC-SHA256 over the raw body and the time of signing, compared in constant
 * time, each listed signature against each key (Quo guide, Webhooks; Quo API 2026-03-30, Webhook security).
 *
 * @example
 * ```ts
 * const { deliveryId } = verifyQuoWebhook({ headers: request.headers, rawBody, keys, nowMs: clock.now() });
 * ```
 * @throws {WebhookRefusedError} saying why, without quoting anything. Without a usable key nothing is believed.
 */
export function verifyQuoWebhook(options: VerifyQuoWebhookOptions): VerifiedDelivery {
  const { headers, rawBody, nowMs, toleranceMs = FIVE_MINUTES_MS } = options;
  const secrets = options.keys.map(decodeWebhookKey).filter((secret) => secret !== undefined);
  if (secrets.length === 0) throw new WebhookRefusedError('no-keys');
  const { style, deliveryId, signatures } = readSignatures(headers);
  // Before anything is computed: what is too old is refused, whatever its signature.
  const recent = signatures.filter(({ timestampMs }) => Math.abs(nowMs - timestampMs) <= toleranceMs);
  if (recent.length === 0) throw new WebhookRefusedError('outside-window');
  const prefixes = new Set(recent.map(({ signedPrefix }) => signedPrefix));
  if (prefixes.size > MAX_TIMES) throw new WebhookRefusedError('malformed-signature');
  const expected = new Map([...prefixes].map((prefix) => [prefix, secrets.map((secret) => sign(secret, prefix, rawBody))]));
  if (!recent.some(({ signedPrefix, signature }) => isAnyOf(signature, expected.get(signedPrefix) ?? [])))
    throw new WebhookRefusedError('wrong-signature');
  return { style, deliveryId };
}

function sign(secret: Buffer, signedPrefix: string, rawBody: Uint8Array): Buffer {
  return Buffer.from(createHmac('sha256', secret).update(signedPrefix, 'latin1').update(rawBody).digest('base64'));
}

function isAnyOf(signature: string, expected: readonly Buffer[]): boolean {
  const given = Buffer.from(signature);
  return expected.some((candidate) => candidate.length === given.length && timingSafeEqual(candidate, given));
}

/**
 * Reads a signing key as Quo hands it out: base64, in the newer API behind `whsec_`.
 * @returns the bytes, or `undefined` when there are none. An empty secret is none: every sender could sign with it.
 */
function decodeWebhookKey(key: string): Buffer | undefined {
  const trimmed = key.trim();
  const text = trimmed.startsWith(KEY_PREFIX) ? trimmed.slice(KEY_PREFIX.length) : trimmed;
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 0 ? undefined : bytes;
}

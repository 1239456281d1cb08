import { WebhookRefusedError } from '../errors/webhook-refused-error.ts';

/** How a delivery is signed: Quo's older way, or that of Standard Webhooks. */
export type WebhookStyle = 'legacy' | 'standard';

/** One signature, and what it was made over. */
export interface WebhookSignature {
  /** What stands before the body where it was signed. */
  readonly signedPrefix: string;
  readonly timestampMs: number;
  /** Base64. */
  readonly signature: string;
}

/** All that the headers of a delivery say about its signature. */
export interface SignedDelivery {
  readonly style: WebhookStyle;
  readonly deliveryId: string | undefined;
  readonly signatures: readonly WebhookSignature[];
}

/** More than ten are no rotation of keys, but a sender that wants to cost time. */
const MAX_SIGNATURES = 10;
const SECONDS_OR_MILLISECONDS = /^(?:\d{10}|\d{13})$/;

/**
 * Reads `webhook-signature` (Quo API 2026-03-30, Webhook security) or `openphone-signature` (Quo guide, Webhooks).
 * Where both came, the newer one decides alone: the older is no second chance.
 * @throws {WebhookRefusedError} when there is none, or none that can be read.
 */
export function readSignatures(headers: Headers): SignedDelivery {
  const standard = headers.get('webhook-signature');
  if (standard !== null) return readStandard(standard, headers);
  const legacy = headers.get('openphone-signature');
  if (legacy === null) throw new WebhookRefusedError('no-signature');
  return { style: 'legacy', deliveryId: undefined, signatures: bounded(legacy.split(',').flatMap(readLegacyEntry)) };
}

function readStandard(header: string, headers: Headers): SignedDelivery {
  const [deliveryId, timestamp] = [headers.get('webhook-id'), headers.get('webhook-timestamp')];
  const timestampMs = readTimestamp(timestamp ?? '');
  if (!deliveryId || timestampMs === undefined) throw new WebhookRefusedError('malformed-signature');
  const signedPrefix = `${deliveryId}.${timestamp}.`;
  const signatures = header.split(/\s+/).flatMap((entry) => {
    const [version, signature] = entry.split(',');
    return version === 'v1' && signature ? [{ signedPrefix, timestampMs, signature }] : [];
  });
  return { style: 'standard', deliveryId, signatures: bounded(signatures) };
}

function readLegacyEntry(entry: string): readonly WebhookSignature[] {
  const [scheme, version, timestamp = '', signature, ...more] = entry.trim().split(';');
  const timestampMs = readTimestamp(timestamp);
  if (scheme !== 'hmac' || version !== '1' || timestampMs === undefined || !signature || more.length > 0) return [];
  return [{ signedPrefix: `${timestamp}.`, timestampMs, signature }];
}

/** Thirteen digits are milliseconds, ten are seconds, of this century in both cases. */
function readTimestamp(text: string): number | undefined {
  if (!SECONDS_OR_MILLISECONDS.test(text)) return undefined;
  return text.length === 10 ? Number(text) * 1000 : Number(text);
}

function bounded(signatures: readonly WebhookSignature[]): readonly WebhookSignature[] {
  if (signatures.length === 0 || signatures.length > MAX_SIGNATURES) throw new WebhookRefusedError('malformed-signature');
  return signatures;
}

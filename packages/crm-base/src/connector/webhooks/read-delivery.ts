import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import { InvalidWebhookError } from '../../failures/invalid-webhook-error.ts';

/** Makes a secret that cannot be guessed, for tokens and addresses: 256 random bits, 43 characters of base64url by default. */
export function createWebhookSecret({
  encoding = 'base64url',
  bytes = 32,
}: { readonly encoding?: 'base64url' | 'hex'; readonly bytes?: number } = {}): string {
  return randomBytes(bytes).toString(encoding);
}

/** @returns whether what was sent is the secret; takes the same time wherever they differ. An empty or absent one is none. */
export function isSameSecret(given: string | null | undefined, secret: string): boolean {
  if (typeof given !== 'string' || secret === '') return false;
  return timingSafeEqual(digest(given), digest(secret));
}

/**
 * Parses the body of a request as received.
 * @throws {InvalidWebhookError} when it is not JSON, or not as the schema says.
 */
export function readJsonBody<Output = unknown>(rawBody: Uint8Array, schema?: z.ZodType<Output>): Output {
  const body = parse(rawBody);
  // Without a schema, `Output` is unknown: that is its default.
  if (schema === undefined) return body as Output;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InvalidWebhookError(parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the whole'));
}

function parse(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody)) as unknown;
  } catch {
    // The parser's message quotes the body.
    throw new InvalidWebhookError(['the whole']);
  }
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

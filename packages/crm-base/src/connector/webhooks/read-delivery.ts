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
  return schema === undefined ? (body as Output) : readDelivered(body, schema);
}

/**
 * Reads what was delivered, once its sender is believed.
 * @param within - Where `body` stands in the delivery, such as `meta`. @defaultValue it is the whole
 * @throws {InvalidWebhookError} naming what is not as the schema says.
 */
export function readDelivered<Output>(body: unknown, schema: z.ZodType<Output>, within?: string): Output {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => [...(within === undefined ? [] : [within]), ...path.map(String)].join('.'));
  throw new InvalidWebhookError(paths.map((path) => path || 'the whole'));
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

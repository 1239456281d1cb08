import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What proves who sends where a CRM signs nothing but sends HTTP Basic back. Keep it encrypted, log neither part. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** Headers of a request, as fetch or Node hold them. */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const USER_BYTES = 12;
const PASSWORD_BYTES = 32;

/** Makes credentials for the webhook of one connection: a random user and a password of 32 random bytes. */
export function createWebhookCredentials(): BasicCredentials {
  return { user: randomBytes(USER_BYTES).toString('hex'), password: randomBytes(PASSWORD_BYTES).toString('base64url') };
}

/** @returns whether the request carries exactly these credentials; takes the same time wherever they differ. */
export function verifyBasicAuth(headers: RequestHeaders, { user, password }: BasicCredentials): boolean {
  // Without a secret every request would be accepted.
  if (user === '' || password === '') return false;
  const [, encoded = ''] = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(readAuthorization(headers)) ?? [];
  const given = Buffer.from(encoded, 'base64');
  return timingSafeEqual(digest(given), digest(Buffer.from(`${user}:${password}`))) && encoded !== '';
}

function readAuthorization(headers: RequestHeaders): string {
  if (headers instanceof Headers) return headers.get('authorization') ?? '';
  const values = Object.entries(headers).flatMap(([name, value]) => (name.toLowerCase() === 'authorization' ? value : []));
  const [only] = values;
  return values.length === 1 && typeof only === 'string' ? only : '';
}

/** Of one length, whatever was sent. */
function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

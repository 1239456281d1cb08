import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Secret scanners know a leaked key by it. */
const PREFIX = 'fcrm';
const KEY = /^fcrm_([0-9a-f]{12})_([\w-]{43})([0-9a-f]{6})$/;

/** A key in the hands of its owner. */
export interface SecretKey {
  /** Names the key, and may be shown. */
  readonly id: string;
  /** The whole of it, shown once. */
  readonly key: string;
}

/** Makes an API key: its name, 256 random bits, and a checksum, so that a key that is cut off is refused without a look. */
export function createSecretKey(): SecretKey {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { id, key: `${PREFIX}_${id}_${secret}${checksum(id, secret)}` };
}

/** @returns the name of a key; `undefined` for what is no key. */
export function readKeyId(key: string): string | undefined {
  const [, id = '', secret = '', sum] = KEY.exec(key) ?? [];
  return sum !== undefined && sum === checksum(id, secret) ? id : undefined;
}

/** @returns what is kept of a random secret: 256 bits cannot be guessed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** @returns whether a secret has this hash; in the same time whatever it is. */
export function isSecret(secret: string, hash: string): boolean {
  const [given, wanted] = [Buffer.from(hashSecret(secret)), Buffer.from(hash)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function checksum(id: string, secret: string): string {
  return createHash('sha256').update(`${id}.${secret}`).digest('hex').slice(0, 6);
}

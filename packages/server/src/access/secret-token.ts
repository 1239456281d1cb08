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

/** Ids of sessions count down, so that the order of ids is the newest first. The last moment that fits, in milliseconds. */
const LAST_MS = 2 ** 48 - 1;
/** A token is 32 bytes: of its moment, of chance that is shown, and of chance that is not. */
const [MOMENT_BYTES, ID_BYTES] = [6, 12];

/** Makes the token of a session: its id, and 160 random bits behind it. */
export function createSessionToken(nowMs: number): { readonly id: string; readonly token: string } {
  const bytes = randomBytes(32);
  bytes.writeUIntBE(LAST_MS - nowMs, 0, MOMENT_BYTES);
  const token = bytes.toString('base64url');
  return { id: readSessionId(token), token };
}

/** @returns the name of the session of a token, which may be shown. That the token is the right one it does not say. */
export function readSessionId(token: string): string {
  return Buffer.from(token, 'base64url').subarray(0, ID_BYTES).toString('hex');
}

/** @returns whether it has the form of a session's name. */
export function isSessionId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

/** @returns what is kept of a random secret: 160 bits and more cannot be guessed. */
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

import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** Of OWASP's password storage recommendations for scrypt; 32 MB for a few hundredths of a second. */
const COST: ScryptOptions & { readonly N: number; readonly r: number; readonly p: number } = {
  N: 2 ** 15,
  r: 8,
  p: 3,
  maxmem: 64 * 2 ** 20,
};
const KEY_BYTES = 32;
const PREFIX = `scrypt$${COST.N}$${COST.r}$${COST.p}`;

/** @returns what is kept of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return [PREFIX, salt.toString('base64url'), (await derive(password, salt)).toString('base64url')].join('$');
}

/**
 * @param stored - `undefined`: there is no such operator; it takes as long as a wrong password.
 * @returns whether it is the password.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [salt = '', hash = ''] = stored?.startsWith(`${PREFIX}$`) === true ? stored.slice(PREFIX.length + 1).split('$') : [];
  const wanted = Buffer.from(hash, 'base64url');
  const given = await derive(password, salt === '' ? randomBytes(16) : Buffer.from(salt, 'base64url'));
  return wanted.length === KEY_BYTES && timingSafeEqual(given, wanted);
}

async function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Two ways to type one character are one password.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

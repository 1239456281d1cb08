import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The length of every key here, in bytes. */
export const KEY_LENGTH = 32;

const CIPHER = 'aes-256-gcm';
/** In bytes; a random one per message (NIST SP 800-38D, section 8.2.2). */
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

export interface SealTerms {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What the bytes belong to: they open with the same context only. Not secret, and not part of the sealed bytes. */
  readonly context: string;
}

/** Bytes that cannot be read or changed without the key. */
export interface SealedBytes {
  readonly nonce: Uint8Array;
  /** The encrypted bytes, and the tag that proves them. */
  readonly sealed: Uint8Array;
}

/** Encrypts bytes with AES-256-GCM (NIST SP 800-38D), under a nonce of their own. */
export function sealBytes(plaintext: Uint8Array, { key, context }: SealTerms): SealedBytes {
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(new TextEncoder().encode(context));
  return { nonce, sealed: Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]) };
}

/** @returns what was sealed; `undefined` when key or context are not those of the sealing, or a bit has changed. */
export function openBytes({ nonce, sealed }: SealedBytes, { key, context }: SealTerms): Uint8Array | undefined {
  if (key.length !== KEY_LENGTH || nonce.length !== NONCE_LENGTH || sealed.length < TAG_LENGTH) return undefined;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(new TextEncoder().encode(context));
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_LENGTH)), decipher.final()]);
  } catch {
    return undefined;
  }
}

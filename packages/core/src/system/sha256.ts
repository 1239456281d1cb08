import { createHash } from 'node:crypto';

/** @returns the SHA-256 of a text (FIPS 180-4), 64 hexadecimal digits; at once, so that it takes no turn of the event loop. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

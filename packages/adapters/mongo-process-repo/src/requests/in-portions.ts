import { Buffer } from 'node:buffer';
import { compareByBytes } from '@frigg-crm/core/adapter';

/** A command is a document of 16 MB at most, and each text costs up to 12 bytes more than itself in it. */
const MAX_BYTES = 8 * 1024 * 1024;
const OVERHEAD_BYTES = 12;

/**
 * A server that runs a command as one transaction locks documents in the order in which they are named: two commands that
 * name the same ones in different orders would block each other.
 * @returns the texts in the order of their bytes, in portions that fit into one command each.
 */
export function inPortions(texts: readonly string[]): readonly (readonly string[])[] {
  const portions: string[][] = [];
  let left = 0;
  for (const text of texts.toSorted(compareByBytes)) {
    const bytes = Buffer.byteLength(text) + OVERHEAD_BYTES;
    const last = portions.at(-1);
    if (last === undefined || bytes > left) {
      portions.push([text]);
      left = MAX_BYTES - bytes;
    } else {
      last.push(text);
      left -= bytes;
    }
  }
  return portions;
}

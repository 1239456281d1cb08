import { Buffer } from 'node:buffer';
import { compareByBytes } from '@frigg-crm/core/adapter';

/** A command is a document of 16 MB at most, and what is in a list costs up to 12 bytes more than itself. */
const MAX_BYTES = 8 * 1024 * 1024;
const OVERHEAD_BYTES = 12;

/** @returns the items in portions that fit into one command each, in their order. */
export function inPortionsOf<Item>(items: readonly Item[], bytesOf: (item: Item) => number): readonly (readonly Item[])[] {
  const portions: Item[][] = [];
  let left = 0;
  for (const item of items) {
    const bytes = bytesOf(item) + OVERHEAD_BYTES;
    const last = portions.at(-1);
    if (last === undefined || bytes > left) {
      portions.push([item]);
      left = MAX_BYTES - bytes;
    } else {
      last.push(item);
      left -= bytes;
    }
  }
  return portions;
}

/**
 * A server that runs a command as one transaction locks documents in the order in which they are named: two commands that
 * name the same ones in different orders would block each other.
 * @returns the texts in the order of their bytes, in portions that fit into one command each.
 */
export function inPortions(texts: readonly string[]): readonly (readonly string[])[] {
  return inPortionsOf(texts.toSorted(compareByBytes), (text) => Buffer.byteLength(text));
}

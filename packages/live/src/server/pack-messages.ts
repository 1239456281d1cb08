import { MAX_MESSAGE_BYTES } from '../protocol/limits.ts';

/** A part of a message, and how long it is in UTF-8. */
export interface PackItem {
  readonly json: string;
  readonly bytes: number;
}

/** @returns a part of a message. */
export function toPackItem(value: unknown): PackItem {
  const json = JSON.stringify(value);
  return { json, bytes: Buffer.byteLength(json) };
}

/**
 * @param head - How the message begins, in ASCII or with escapes.
 * @returns a message with as many items, from the first on, as fit; `count`: how many. One always goes.
 */
export function packMessage(head: string, items: Iterable<PackItem>): { readonly text: string; readonly count: number } {
  const parts: string[] = [];
  let bytes = Buffer.byteLength(head) + 2;
  for (const item of items) {
    bytes += item.bytes + 1;
    if (parts.length > 0 && bytes > MAX_MESSAGE_BYTES) break;
    parts.push(item.json);
  }
  return { text: `${head}${parts.join(',')}]}`, count: parts.length };
}

import type { StoredDocument } from '@frigg-crm/core';

const MOST_DOCUMENTS = 1000;
/** In UTF-16 units of JSON. The text of a statement stays small beside what PostgreSQL (1 GB) and a connection take. */
const MOST_CHARACTERS = 4_000_000;

/** @returns the documents in portions that one statement can carry. */
export function inChunks(documents: readonly StoredDocument[]): readonly (readonly StoredDocument[])[] {
  const chunks: StoredDocument[][] = [];
  let room = 0;
  for (const document of documents) {
    const length = JSON.stringify(document).length;
    const chunk = chunks.at(-1);
    if (chunk !== undefined && length <= room && chunk.length < MOST_DOCUMENTS) {
      chunk.push(document);
      room -= length;
    } else {
      chunks.push([document]);
      room = MOST_CHARACTERS - length;
    }
  }
  return chunks;
}

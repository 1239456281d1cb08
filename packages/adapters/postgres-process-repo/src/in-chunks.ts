const MOST_ITEMS = 1000;
/** In UTF-16 units of JSON. The text of a statement stays small beside what PostgreSQL (1 GB) and a connection take. */
const MOST_CHARACTERS = 4_000_000;

/** @returns the items in portions that one statement can carry; `lengthOf` says how much text an item is. */
export function inChunks<Item>(items: readonly Item[], lengthOf: (item: Item) => number): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const length = lengthOf(item);
    const chunk = chunks.at(-1);
    if (chunk !== undefined && length <= room && chunk.length < MOST_ITEMS) {
      chunk.push(item);
      room -= length;
    } else {
      chunks.push([item]);
      room = MOST_CHARACTERS - length;
    }
  }
  return chunks;
}

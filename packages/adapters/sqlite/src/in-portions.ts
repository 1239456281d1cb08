/** What one transaction takes: a few milliseconds, between which timers, sockets and other programs have their turn. */
export const PORTION = 500;
/** Of the text that a statement is given, in UTF-16 units. */
const MOST_CHARACTERS = 4_000_000;

/** @returns the items in portions for one transaction each; `lengthOf` says how much text an item is. */
export function inPortions<Item>(items: readonly Item[], lengthOf: (item: Item) => number = () => 0): readonly (readonly Item[])[] {
  const portions: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const length = lengthOf(item);
    const portion = portions.at(-1);
    if (portion !== undefined && length <= room && portion.length < PORTION) {
      portion.push(item);
      room -= length;
    } else {
      portions.push([item]);
      room = MOST_CHARACTERS - length;
    }
  }
  return portions;
}

/** What one transaction takes: a few milliseconds, between which timers, sockets and other programs have their turn. */
export const PORTION = 500;

/** @returns the items in portions for one transaction each. */
export function inPortions<Item>(items: readonly Item[], size: number = PORTION): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** @returns runs of page numbers as JSON holds them. */
export function toRanges(set: readonly (readonly [number, number])[]): [number, number][] {
  return set.map(([from, to]) => [from, to]);
}

/** @returns the first entries of a list of a server, which gives them page by page. */
export async function readPages<Item>(pages: AsyncIterable<{ readonly items: readonly Item[] }>, limit: number): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const { items } of pages) {
    found.push(...items);
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

/** @returns how many entries a page of the list has: what a server gives at once, at most. */
export function pageOf(limit: number): number {
  return Math.min(limit, 200);
}

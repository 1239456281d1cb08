interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | undefined;
}

/** Turns page after page until one item is the one. @returns its id. */
export async function findInPages<Item extends { readonly id: string }>(
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
  isWanted: (item: Item) => boolean,
): Promise<string | undefined> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    const found = page.data.find(isWanted);
    if (found !== undefined) return found.id;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return undefined;
}

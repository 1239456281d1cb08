import { ApiAnswerUnexpectedError } from '@frigg-crm/http';

/** One page of a list. */
interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | undefined;
}

/** More pages of a list that fits into memory there cannot be. */
const MAX_PAGES = 10_000;

/**
 * Reads a list page by page, to its end.
 * @throws {ApiAnswerUnexpectedError} when a cursor comes twice, or after 10,000 pages: such a list has no end.
 */
export async function* readPages<Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
  { operation }: { readonly operation: string },
): AsyncGenerator<Page<Item>> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield page;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
    if (seen.has(cursor) || seen.size === MAX_PAGES)
      throw new ApiAnswerUnexpectedError({ api: 'Pipedrive', operation }, 'a list without an end: its cursors repeat');
    seen.add(cursor);
  } while (cursor !== undefined);
}

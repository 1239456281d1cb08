import type { CallOptions } from '@frigg-crm/core';
import { ApiAnswerUnexpectedError } from '@frigg-crm/http';

/** One page of a list of Quo. */
export interface QuoPage<Item> {
  readonly data: readonly Item[];
  readonly nextPageToken?: string | null | undefined;
}

/** More pages of a list that fits into memory there cannot be. */
const MAX_PAGES = 10_000;

/**
 * Reads a list to its end. The end is a missing `nextPageToken`: Quo documents that `totalItems` is not reliable.
 * @throws {ApiAnswerUnexpectedError} when a token comes twice, or after 10,000 pages: such a list has no end.
 */
export async function listAll<Item>(
  fetchPage: (pageToken: string | undefined) => Promise<QuoPage<Item>>,
  { operation, signal }: CallOptions & { readonly operation: string },
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let pageToken: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await fetchPage(pageToken);
    items.push(...page.data);
    pageToken = page.nextPageToken ?? undefined;
    if (pageToken === undefined) break;
    if (seen.has(pageToken) || seen.size === MAX_PAGES)
      throw new ApiAnswerUnexpectedError({ api: 'Quo', operation }, 'a list without an end: its page tokens repeat');
    seen.add(pageToken);
  } while (pageToken !== undefined);
  return items;
}

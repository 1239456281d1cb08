import type { CallOptions } from '@frigg-crm/core';
import { ApiAnswerUnexpectedError } from '@frigg-crm/http';

/** One page of a list of Quo. */
export interface QuoPage<Item> {
  readonly data: readonly Item[];
  readonly nextPageToken?: string | null | undefined;
}

/**
 * Reads a list to its end. The end is a missing `nextPageToken`: Quo documents that `totalItems` is not reliable.
 * @throws {ApiAnswerUnexpectedError} when a token comes twice: such a list has no end.
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
    if (pageToken !== undefined && seen.has(pageToken))
      throw new ApiAnswerUnexpectedError({ api: 'Quo', operation }, 'a page token that came before');
    if (pageToken !== undefined) seen.add(pageToken);
  } while (pageToken !== undefined);
  return items;
}

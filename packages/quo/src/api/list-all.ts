import type { CallOptions } from '@frigg-crm/core';
import { readAllPages } from '@frigg-crm/http';

/** One page of a list of Quo. */
export interface QuoPage<Item> {
  readonly data: readonly Item[];
  readonly nextPageToken?: string | null | undefined;
}

/**
 * Reads a list to its end. The end is a missing `nextPageToken`: Quo documents that `totalItems` is not reliable.
 * @throws {ApiAnswerUnexpectedError} when a token comes twice, or after 10,000 pages: such a list has no end.
 */
export async function listAll<Item>(
  fetchPage: (pageToken: string | undefined) => Promise<QuoPage<Item>>,
  options: CallOptions & { readonly operation: string },
): Promise<readonly Item[]> {
  const fetch = async (pageToken: string | undefined) => {
    const { data, nextPageToken } = await fetchPage(pageToken);
    return { data, nextCursor: nextPageToken ?? undefined };
  };
  return readAllPages(fetch, { ...options, api: 'Quo' });
}

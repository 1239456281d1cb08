import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';
import type { ListPage } from './read-pages.ts';

/** A cursor of an API that counts records. */
export interface OffsetCursor {
  /** Records before the page. */
  readonly offset: number;
  /** Makes the page of what the API returned for it: the last one is not full. */
  page<Item>(data: readonly Item[]): ListPage<Item>;
}

/**
 * Reads the cursor of an API that pages by offset and says neither a total nor whether there is more: a page is the last
 * one when it is not full.
 * @param cursor - A number as text, as {@link OffsetCursor.page} has made it; `undefined` for the first page.
 * @throws {RangeError} when it is no such text.
 */
export function readOffsetCursor(cursor: string | undefined, limit: number): OffsetCursor {
  const offset = Number(cursor ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0 || cursor === '') throw new RangeError('The cursor of this list is a number of records');
  return { offset, page: (data) => ({ data, nextCursor: data.length < limit ? undefined : String(offset + data.length) }) };
}

/** Options of {@link readNextPageUrl}. */
export interface NextPageUrlOptions {
  readonly api: string;
  /** Such as `GET /clients`. */
  readonly operation: string;
  /** Where the API is: `https://host[/path]`. */
  readonly baseUrl: string;
  /** The path of the list, which its next pages have too. */
  readonly path: string;
}

/**
 * Reads a next page that the API names by its whole URL. The token is sent to it, so it must be the same list at the same host.
 * @returns the values of its query, to be sent with the next request and nothing beside them; `undefined` on the last page.
 * @throws {ApiAnswerUnexpectedError} when it is of another host or another path.
 */
export function readNextPageUrl(
  next: string | null | undefined,
  { api, operation, baseUrl, path }: NextPageUrlOptions,
): string | undefined {
  if (next == null || next === '') return undefined;
  const base = new URL(baseUrl);
  const url = URL.canParse(next, base.origin) ? new URL(next, base.origin) : undefined;
  const isSame = url?.origin === base.origin && url.username === '' && url.password === '';
  if (url === undefined || !isSame || url.pathname !== `${base.pathname.replace(/\/$/, '')}${path}`)
    throw new ApiAnswerUnexpectedError({ api, operation }, 'one whose next page is of another list or host: no token is sent there');
  return url.search;
}

/** @returns the query of a page that {@link readNextPageUrl} has named, as a request takes it. */
export function toPageQuery(search: string): Readonly<Record<string, readonly string[]>> {
  const values = new URLSearchParams(search);
  return Object.fromEntries([...new Set(values.keys())].map((key) => [key, values.getAll(key)]));
}

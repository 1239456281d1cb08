import type { CallOptions } from '@frigg-crm/core';
import { ApiAnswerUnexpectedError } from './errors/api-answer-unexpected-error.ts';

/** One page of a list. */
export interface ListPage<Item> {
  readonly data: readonly Item[];
  /** Names the next page; opaque. `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/** Options of {@link readPages}: how the list is called in errors. */
export interface ReadPagesOptions extends CallOptions {
  readonly api: string;
  /** Such as `GET /persons`. */
  readonly operation: string;
}

/** More pages of a list that fits into memory there cannot be. */
const MAX_PAGES = 10_000;

/**
 * Reads a list page by page, to its end. An empty page may have a next one.
 * @throws {ApiAnswerUnexpectedError} when a cursor comes twice, when a page holds what the one before holds (an API that
 * ignores offsets), or after 10,000 pages: such a list has no end.
 */
export async function* readPages<Page extends Pick<ListPage<unknown>, 'nextCursor'> & Partial<ListPage<unknown>>>(
  fetchPage: (cursor: string | undefined) => Promise<Page>,
  { api, operation, signal }: ReadPagesOptions,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let [cursor, before]: [string | undefined, string | undefined] = [undefined, undefined];
  do {
    signal?.throwIfAborted();
    const page: Page = await fetchPage(cursor);
    const held = page.data === undefined || page.data.length === 0 ? undefined : JSON.stringify(page.data);
    if (held !== undefined && held === before)
      throw new ApiAnswerUnexpectedError({ api, operation }, 'a list without an end: its pages repeat');
    before = held;
    yield page;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
    if (seen.has(cursor) || seen.size === MAX_PAGES)
      throw new ApiAnswerUnexpectedError({ api, operation }, 'a list without an end: its cursors repeat');
    seen.add(cursor);
  } while (cursor !== undefined);
}

/** Reads a list to its end; throws as {@link readPages} does. */
export async function readAllPages<Item>(
  fetchPage: (cursor: string | undefined) => Promise<ListPage<Item>>,
  options: ReadPagesOptions,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const { data } of readPages(fetchPage, options)) items.push(...data);
  return items;
}

/** Reads a list until an item is wanted. @returns the item; `undefined` when the list has none. Throws as {@link readPages} does. */
export async function findInPages<Item>(
  fetchPage: (cursor: string | undefined) => Promise<ListPage<Item>>,
  isWanted: (item: Item) => boolean,
  options: ReadPagesOptions,
): Promise<Item | undefined> {
  for await (const { data } of readPages(fetchPage, options)) {
    const found = data.find(isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Options of {@link fetchInChunks}. */
export interface FetchInChunksOptions {
  /** The most ids that one request may name. */
  readonly size: number;
  /** Which ids can be ids of this API: one malformed id would have the whole request refused. @defaultValue all that are not empty */
  readonly isId?: ((id: string) => boolean) | undefined;
}

/** Fetches records by id, each id once, so many at a time, one request after the other. @returns what the requests return, joined. */
export async function fetchInChunks<Item>(
  ids: readonly string[],
  fetchChunk: (ids: readonly string[]) => Promise<readonly Item[]>,
  { size, isId = (id) => id !== '' }: FetchInChunksOptions,
): Promise<readonly Item[]> {
  const unique = [...new Set(ids.filter(isId))];
  const items: Item[] = [];
  for (let from = 0; from < unique.length; from += size) items.push(...(await fetchChunk(unique.slice(from, from + size))));
  return items;
}

/** A page of the records that have one of these ids. */
export interface IdsQuery {
  readonly ids: readonly string[];
  readonly cursor: string | undefined;
}

/** Options of {@link readPagesByIds}. */
export interface ReadByIdsOptions extends FetchInChunksOptions, CallOptions {
  readonly api: string;
  /** Whether they come in the order of the ids. @defaultValue false: as the list has them */
  readonly isOrdered?: boolean | undefined;
}

/**
 * Fetches records by id from a list that takes so many ids at a time, and may still give them on several pages.
 * @returns those that exist.
 * @throws {ApiAnswerUnexpectedError} as {@link readPages} does.
 */
export async function readPagesByIds<Item extends { readonly id: string }>(
  ids: readonly string[],
  fetchPage: (query: IdsQuery) => Promise<ListPage<Item>>,
  { api, isOrdered = false, signal, ...options }: ReadByIdsOptions,
): Promise<readonly Item[]> {
  const about = { api, operation: 'list by ids', signal };
  const fetchChunk = async (chunk: readonly string[]): Promise<readonly Item[]> =>
    readAllPages(async (cursor) => fetchPage({ ids: chunk, cursor }), about);
  const found = await fetchInChunks(ids, fetchChunk, options);
  if (!isOrdered) return found;
  const byId = new Map(found.map((item) => [item.id, item]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}

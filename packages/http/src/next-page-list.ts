import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import { hasStatus } from './error-status.ts';
import { readNextPageUrl, toPageQuery, type NextPageUrlOptions } from './page-cursors.ts';
import type { ListPage } from './read-pages.ts';

/** The values of a query, as a request takes them. */
export type PageQuery = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** A page as an API sends it that names the next one by its whole URL. */
export interface NamedPage<Item> {
  readonly data: readonly Item[];
  /** Absent or empty on the last one. */
  readonly nextPage?: string | null | undefined;
}

/** A list of an API that names each next page by its whole URL. */
export interface NextPageListFacts<Item> extends NextPageUrlOptions {
  readonly fetchPage: (query: PageQuery, options: CallOptions) => Promise<NamedPage<Item>>;
  /** Notified when the list begins again. @defaultValue nothing */
  readonly onRestart?: (() => void) | undefined;
}

/** Which part of the list. */
export interface NextPageQuery<Item> {
  /** The query of the first page. */
  readonly first: PageQuery;
  /** What the page before has named. */
  readonly cursor?: string | undefined;
  /** Items per page: a page that holds more is handed out in parts. @defaultValue all of it */
  readonly limit?: number | undefined;
  /** How often the list may begin again where the API has lost a position (404); then items come twice. @defaultValue 1 */
  readonly restarts?: number | undefined;
  /** @returns what a 404 of the first page means. @defaultValue it is thrown */
  readonly onNone?: ((error: unknown) => ListPage<Item>) | undefined;
}

/**
 * Makes what reads such a list by cursors. Each next page is requested as the API has named it, if it is the same list at
 * the same host: see {@link readNextPageUrl}.
 * @throws {ConfigurationError} when a cursor is none of such a list.
 */
export function createNextPageList<Item>(
  facts: NextPageListFacts<Item>,
): (query: NextPageQuery<Item>, options?: CallOptions) => Promise<ListPage<Item>> {
  return async function list(query, options = {}) {
    const position = readPosition(query.cursor);
    try {
      return await readPage(facts, { ...query, position }, options);
    } catch (error) {
      const { restarts = 1, onNone } = query;
      if (!hasStatus(error, 404)) throw error;
      if (position.search === '' && position.restarts === 0 && onNone !== undefined) return onNone(error);
      if (position.search === '' || position.restarts >= restarts) throw error;
      facts.onRestart?.();
      return list({ ...query, cursor: toCursor({ search: '', skip: 0, restarts: position.restarts + 1 }) }, options);
    }
  };
}

async function readPage<Item>(
  { fetchPage, api, operation, baseUrl, path }: NextPageListFacts<Item>,
  { first, limit = Number.POSITIVE_INFINITY, position }: NextPageQuery<Item> & { readonly position: Position },
  options: CallOptions,
): Promise<ListPage<Item>> {
  const { search, skip } = position;
  const { data, nextPage } = await fetchPage(search === '' ? first : toPageQuery(search), options);
  const next = readNextPageUrl(nextPage, { api, operation, baseUrl, path });
  const rest = data.slice(skip);
  if (rest.length > limit) return { data: rest.slice(0, limit), nextCursor: toCursor({ ...position, skip: skip + limit }) };
  return { data: rest, nextCursor: next === undefined ? undefined : toCursor({ ...position, search: next, skip: 0 }) };
}

/** A position in such a list. */
interface Position {
  /** The query of the page, as the API has named it; empty: the first page. */
  readonly search: string;
  /** How many items of that page were handed out already. */
  readonly skip: number;
  /** How often the list has begun again. */
  readonly restarts: number;
}

function toCursor({ search, skip, restarts }: Position): string {
  return `${restarts}.${skip}.${search}`;
}

function readPosition(cursor: string | undefined): Position {
  if (cursor === undefined) return { search: '', skip: 0, restarts: 0 };
  const [, restarts, skip, search = ''] = /^(\d)\.(\d{1,9})\.(.*)$/s.exec(cursor) ?? [];
  if (restarts === undefined) throw new ConfigurationError('The cursor is none of this list: begin the list again');
  return { search, skip: Number(skip), restarts: Number(restarts) };
}

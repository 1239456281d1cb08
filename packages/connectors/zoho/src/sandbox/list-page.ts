import type { Clock } from '@frigg-crm/core';
import type { SandboxEntry } from '@frigg-crm/http/sandbox';
import type { SandboxFields } from './generate-record.ts';
import { toWireRecord, type ModuleStore, type SortKey } from './module-store.ts';
import { failure, nothing } from './zoho-responses.ts';

/** The tokens of pages that are under way; those of Zoho are opaque and short. */
export class PageTokens {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, { readonly from: number; readonly query: string; readonly untilMs: number }>();
  #epoch = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets every token that is under way expire. */
  expire(): void {
    for (const [token, known] of this.#tokens) this.#tokens.set(token, { ...known, untilMs: 0 });
  }

  write(from: number, query: string): string {
    this.#epoch += 1;
    const token = `t${this.#epoch}x${from}`;
    this.#tokens.set(token, { from, query, untilMs: this.#clock.now() + 24 * 3_600_000 });
    return token;
  }

  /** @returns where the page begins, or the code of the refusal. */
  read(token: string, query: string): number | string {
    const known = this.#tokens.get(token);
    if (known === undefined) return 'INVALID_DATA';
    if (this.#clock.now() > known.untilMs) return 'EXPIRED_VALUE';
    return known.query === query ? known.from : 'TOKEN_BOUND_DATA_MISMATCH';
  }
}

/** A request for a page of a module. */
export interface Listing {
  readonly query: URLSearchParams;
  readonly request: Request;
  readonly tokens: PageTokens;
  /** How far page tokens reach. */
  readonly maxListed: number;
}

/** By pages with numbers; tokens go on from there. */
const MAX_NUMBERED = 2000;

/** Lists records by their ids, or page by page (Zoho CRM API v8, Get Records). */
export function list(store: ModuleStore, listing: Listing): Response {
  const { query, request, tokens } = listing;
  const ids = query.get('ids')?.split(',');
  if (ids !== undefined) {
    const found = ids.flatMap((id) => store.get(id) ?? []);
    return numbered(found, query, (entry) => pick(entry, query));
  }
  const size = Number(query.get('per_page') ?? '200');
  const from = readStart(listing, size);
  if (from instanceof Response) return from;
  const order = query.get('sort_order') === 'asc' ? 'asc' : 'desc';
  const key = (query.get('sort_by') ?? 'id') as SortKey;
  const ordered = store.inOrder(key, order);
  const all = request.headers.has('if-modified-since') ? ordered.filter(({ changedAtMs }) => isAfter(changedAtMs, request)) : ordered;
  const data = all.slice(from, from + size).map((entry) => pick(entry, query));
  if (data.length === 0) return nothing(request.headers.has('if-modified-since') ? 304 : 204);
  const isMore = from + size < all.length;
  const info = {
    per_page: size,
    count: data.length,
    page: Math.floor(from / size) + 1,
    sort_by: key,
    sort_order: order,
    more_records: isMore,
    next_page_token: isMore ? tokens.write(from + size, toBound(request)) : null,
    previous_page_token: null,
  };
  return Response.json({ data, info });
}

/** @returns where the page begins, or the refusal. */
function readStart({ query, request, tokens, maxListed }: Listing, size: number): number | Response {
  const [token, number] = [query.get('page_token'), query.get('page')];
  if (token !== null && number !== null) return failure(400, 'AMBIGUITY_DURING_PROCESSING');
  const from = token === null ? (Number(number ?? '1') - 1) * size : tokens.read(token, toBound(request));
  if (typeof from === 'string') return failure(400, from, { api_name: 'page_token' });
  if (token === null && from >= MAX_NUMBERED) return failure(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED');
  return from >= maxListed ? failure(400, 'PAGINATION_LIMIT_EXCEEDED') : from;
}

/** What must stay the same from page to page. */
function toBound({ url, headers }: Request): string {
  const { pathname, searchParams } = new URL(url);
  for (const name of ['page_token', 'page']) searchParams.delete(name);
  searchParams.sort();
  return `${pathname} ${searchParams.toString()} ${headers.get('if-modified-since') ?? ''}`;
}

/** Writes a page with a number, counted from 1. */
export function numbered<Item>(items: readonly Item[], query: URLSearchParams, toWire: (item: Item) => object, key = 'data'): Response {
  const [number, size] = [Number(query.get('page') ?? '1'), Number(query.get('per_page') ?? '200')];
  const data = items.slice((number - 1) * size, number * size).map((item) => toWire(item));
  if (data.length === 0) return nothing();
  return Response.json({
    [key]: data,
    info: { per_page: size, count: data.length, page: number, more_records: number * size < items.length },
  });
}

/** Whole seconds, and none of that very second. */
export function isAfter(ms: number, { headers }: Request): boolean {
  const since = headers.get('if-modified-since');
  return since === null || Math.floor(ms / 1000) > Math.floor(Date.parse(since) / 1000);
}

/** @returns the fields that were requested. */
export function pick(entry: SandboxEntry<SandboxFields>, query: URLSearchParams): Readonly<Record<string, unknown>> {
  const record = toWireRecord(entry);
  const names = query.get('fields')?.split(',');
  return names === undefined
    ? record
    : Object.fromEntries(Object.entries(record).filter(([name]) => name === 'id' || names.includes(name)));
}

import type { Fetch } from '@frigg-crm/http';
import type { PeoplePage } from '../client/person-schemas.ts';
import { listChanged, type Listing } from './listing.ts';
import { encodeCursor, readPeopleQuery, type PeopleQuery } from './people-query.ts';
import type { Population } from './population.ts';

/** What the routes of people work with. */
export interface PeopleApiOptions {
  readonly population: Population;
  /** All people, in the order of the pages. */
  readonly all: Listing;
  readonly tokens: readonly string[];
  readonly maxPageSize: number;
  readonly countsTotal: boolean;
  readonly onRequest: () => void;
  /** Called with the number of people on each page. */
  readonly onListed: (people: number) => void;
}

/** Makes the handler of the wire format: who may ask, what can be asked, and what is answered. */
export function createPeopleApi(options: PeopleApiOptions): Fetch {
  const { population, tokens, onRequest } = options;
  return async (request) => {
    // As the machine's own fetch does.
    request.signal.throwIfAborted();
    onRequest();
    const url = new URL(request.url);
    const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined || !tokens.includes(token)) return fail(401, 'The token is not known');
    const id = /\/people\/([^/]+)$/.exec(url.pathname)?.[1];
    if (id === undefined && !url.pathname.endsWith('/people')) return fail(404, 'No such resource');
    if (request.method !== 'GET') return fail(405, 'People can only be read');
    if (id !== undefined && url.search !== '') return fail(400, 'A person is requested without parameters');
    return id === undefined ? answerList(options, url.searchParams) : answerPerson(population, id);
  };
}

/** Ids hold nothing that would have to be encoded. */
function answerPerson(population: Population, id: string): Response {
  const index = population.findIndex(id);
  return index === undefined ? fail(404, 'No such person') : Response.json(population.person(index));
}

function answerList(options: PeopleApiOptions, search: URLSearchParams): Response {
  const read = readPeopleQuery(search);
  if (read.kind === 'invalid') return fail(400, `Not usable: ${read.fields.join(', ')}`);
  const page = cutPage(options, read.query);
  options.onListed(page.people.length);
  return Response.json(page);
}

function cutPage(
  { population, all, maxPageSize, countsTotal }: PeopleApiOptions,
  { limit, page = 0, cursor, modifiedSince }: PeopleQuery,
): PeoplePage {
  const listing = modifiedSince === undefined ? all : listChanged(population, modifiedSince);
  const size = Math.min(limit, maxPageSize);
  const start = Math.min(cursor === undefined ? page * size : listing.fromCursor(cursor), listing.length);
  const end = Math.min(start + size, listing.length);
  const hasMore = end < listing.length;
  const total = modifiedSince === undefined ? population.count : listing.length;
  return {
    people: Array.from({ length: end - start }, (_, offset) => population.person(listing.at(start + offset))),
    total: countsTotal ? total : null,
    nextCursor: hasMore ? encodeCursor(listing.toCursor(end)) : null,
    hasMore,
  };
}

function fail(status: number, message: string): Response {
  return Response.json({ message }, { status });
}

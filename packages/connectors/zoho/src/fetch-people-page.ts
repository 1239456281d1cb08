import type { CallOptions } from '@frigg-crm/core';
import type { FetchPersonPageParams } from '@frigg-crm/crm-base';
import { ApiError, type ListPage } from '@frigg-crm/http';
import * as z from 'zod';
import type { ZohoPeople } from './client/create-people.ts';
import type { ZohoPerson } from './client/zoho-person.ts';

/**
 * Where a walk through a module is. Its order is that of the last change, so that it can go on by time where a token cannot:
 * after 24 hours, and beyond 100,000 people.
 */
const cursorSchema = z.discriminatedUnion('step', [
  /** Those who were deleted come first: a number that has moved to another person is free by then. */
  z.object({ step: z.literal('deleted'), page: z.string() }),
  z.object({
    step: z.literal('changed'),
    /** Names the next page; absent: the first one. */
    token: z.string().optional(),
    /** Since when this list was requested (ISO 8601); absent: from the beginning. */
    since: z.string().optional(),
    /** The latest change on the pages so far. */
    latest: z.string().optional(),
  }),
]);

type ZohoCursor = z.output<typeof cursorSchema>;

type PageParams = Pick<FetchPersonPageParams, 'cursor' | 'limit' | 'modifiedSince' | 'sortDesc'>;
type ChangedStep = Extract<ZohoCursor, { step: 'changed' }>;

/** `EXPIRED_VALUE`: after 24 hours; `PAGINATION_LIMIT_EXCEEDED`: beyond 100,000 people (Get Records, Possible errors). */
const OVER: ReadonlySet<string | undefined> = new Set(['EXPIRED_VALUE', 'PAGINATION_LIMIT_EXCEEDED']);

/**
 * Fetches one page of a module. People come in the order of their last change, oldest first: those who are changed while the
 * pages are read move to the end and are met again there, and where a token is over, the walk goes on by the time of the last
 * page. Of a page of changes, those who were deleted since come first.
 */
export async function fetchPeoplePage(people: ZohoPeople, params: PageParams, options: CallOptions): Promise<ListPage<ZohoPerson>> {
  const { limit, modifiedSince } = params;
  // A walk that is only about changes begins with those who were deleted.
  const first: ZohoCursor = modifiedSince === null ? { step: 'changed' } : { step: 'deleted', page: '1' };
  const position = params.cursor === null ? first : cursorSchema.parse(JSON.parse(params.cursor));
  if (position.step === 'changed') return fetchChanged(people, { ...params, position }, options);
  const since = modifiedSince === null ? undefined : justBefore(modifiedSince);
  const { data, nextCursor } = await people.listDeleted({ limit, cursor: position.page, modifiedSince: since }, options);
  const next: ZohoCursor = nextCursor === undefined ? { step: 'changed' } : { step: 'deleted', page: nextCursor };
  return { data, nextCursor: JSON.stringify(next) };
}

async function fetchChanged(
  people: ZohoPeople,
  { limit, modifiedSince, sortDesc, position }: PageParams & { readonly position: ChangedStep },
  options: CallOptions,
): Promise<ListPage<ZohoPerson>> {
  // The list of a full sync can be the other way around, but then nothing takes the place of a token that is over.
  const isNewestFirst = sortDesc && modifiedSince === null;
  const list = async ({ token, since }: ChangedStep): ReturnType<ZohoPeople['list']> => {
    const from = since ?? modifiedSince;
    const order = { sortBy: 'Modified_Time', sortOrder: isNewestFirst ? 'desc' : 'asc' } as const;
    return people.list({ limit, cursor: token, modifiedSince: from === null ? undefined : justBefore(from), ...order }, options);
  };
  let at = position;
  const page = await list(at).catch(async (error: unknown) => {
    const { latest, since, token } = position;
    const isOver = token !== undefined && ApiError.is(error) && error.code === 'API_REFUSED' && OVER.has(error.apiCode);
    // More than 100,000 people of one second would be fetched without end.
    if (!isOver || isNewestFirst || latest === undefined || latest === since) throw error;
    at = { step: 'changed', since: latest, latest };
    return list(at);
  });
  const { data, nextCursor: token } = page;
  if (token === undefined) return page;
  const latest = data
    .flatMap(({ modifiedTime }) => modifiedTime ?? [])
    .reduce((one, other) => (one > other ? one : other), at.latest ?? '');
  const next = { step: 'changed', token, since: at.since, ...(latest !== '' && { latest }) } as const;
  return { data, nextCursor: JSON.stringify(next) };
}

/** Zoho keeps whole seconds, and does not document whether it lists those who changed at the very moment. */
function justBefore(iso: string): string {
  return new Date(Date.parse(iso) - 1000).toISOString();
}

import type { JsonValue } from '@frigg-crm/core';
import { ConnectorContractError } from '../failures/connector-contract-error.ts';

/** Which page of people is wanted. */
export interface FetchPersonPageParams {
  /** The CRM's name of the object type. */
  readonly objectType: string;
  /** The page's number from 0, for `PAGE_BASED` connectors; `null` otherwise. */
  readonly page: number | null;
  /** What the page before named as `cursor`; `null` for the first page. */
  readonly cursor: string | null;
  /** People per page. */
  readonly limit: number;
  /** Only people changed at or after this time (ISO 8601, UTC); `null` for all. */
  readonly modifiedSince: string | null;
  /** Newest first. */
  readonly sortDesc: boolean;
}

/** A page of people as a connector returns it. People must survive JSON. */
export interface PersonPage<Person> {
  readonly data: readonly Person[];
  /** How many people there are in all, if the CRM says so: a hint for progress. */
  readonly total?: number | undefined;
  /** Names the next page, for `CURSOR_BASED` connectors. Opaque. */
  readonly cursor?: string | null | undefined;
  /** Whether there is a next page. An empty page may have one. */
  readonly hasMore: boolean;
}

/** What follows a page. */
export type NextPage = { readonly kind: 'last' } | { readonly kind: 'more'; readonly cursor: string | null };

/** A page that keeps the contract. */
export interface CheckedPersonPage {
  readonly data: readonly JsonValue[];
  /** How many people the CRM listed; more than `data` holds where some were gone when their records were fetched. */
  readonly listed: number;
  readonly total: number | undefined;
  readonly next: NextPage;
}

/**
 * Holds a page to the contract.
 * @throws {ConnectorContractError} when it is no page, larger than asked, or promises a next page without naming it.
 */
export function checkPersonPage(
  page: PersonPage<unknown>,
  params: FetchPersonPageParams,
  paginationType: 'PAGE_BASED' | 'CURSOR_BASED',
): CheckedPersonPage {
  const what = `The page of ${params.objectType} at ${params.page === null ? 'the given cursor' : `number ${params.page}`}`;
  if (!Array.isArray(page.data)) throw new ConnectorContractError(`${what} has no list in data`);
  if (typeof page.hasMore !== 'boolean') throw new ConnectorContractError(`${what} does not say in hasMore whether there is a next one`);
  if (page.data.length > params.limit)
    throw new ConnectorContractError(`${what} holds ${page.data.length} people, but ${params.limit} were asked for`);
  const total = typeof page.total === 'number' && Number.isSafeInteger(page.total) && page.total >= 0 ? page.total : undefined;
  return { data: page.data as readonly JsonValue[], listed: page.data.length, total, next: nextOf(page, params, { what, paginationType }) };
}

function nextOf(
  page: PersonPage<unknown>,
  params: FetchPersonPageParams,
  { what, paginationType }: { what: string; paginationType: string },
): NextPage {
  if (!page.hasMore) return { kind: 'last' };
  if (paginationType === 'PAGE_BASED') return { kind: 'more', cursor: null };
  const { cursor } = page;
  // Only absence means absence: '' and '0' are cursors.
  if (cursor === undefined || cursor === null) throw new ConnectorContractError(`${what} promises a next page, but names no cursor`);
  if (cursor === params.cursor) throw new ConnectorContractError(`${what} names itself as the next page: following it would never end`);
  return { kind: 'more', cursor };
}

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

/** Whose page it is. */
export interface PageSource {
  readonly connector: string;
  readonly paginationType: 'PAGE_BASED' | 'CURSOR_BASED';
}

/**
 * Holds a page to the contract.
 * @throws {ConnectorContractError} naming the connector, when it is no page, larger than requested, promises a next page
 * without naming it, or is a short numbered page with more to come: numbers count in the size that was requested, so the
 * people in between would be left out.
 */
export function checkPersonPage(page: PersonPage<unknown>, params: FetchPersonPageParams, source: PageSource): CheckedPersonPage {
  const place = params.page === null ? 'the given cursor' : `number ${params.page}`;
  const refuse: Refuse = (rule) => {
    throw new ConnectorContractError(`Connector ${source.connector}: the page of ${params.objectType} at ${place} ${rule}`);
  };
  if (!Array.isArray(page?.data)) return refuse('has no list in data');
  const { length } = page.data;
  if (typeof page.hasMore !== 'boolean') return refuse('does not say in hasMore whether there is a next one');
  if (length > params.limit) return refuse(`holds ${length} people, but ${params.limit} were requested`);
  if (source.paginationType === 'PAGE_BASED' && page.hasMore && length < params.limit)
    return refuse(
      `holds ${length} people of ${params.limit} and promises more: if the CRM returns at most ${length} per page, set syncConfig.maxBatchSize to that`,
    );
  const next = nextOf(page, params, { source, refuse });
  return { data: page.data as readonly JsonValue[], listed: length, total: totalOf(page), next };
}

function totalOf({ total }: Pick<PersonPage<unknown>, 'total'>): number | undefined {
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : undefined;
}

type Refuse = (rule: string) => never;

function nextOf(
  page: PersonPage<unknown>,
  params: FetchPersonPageParams,
  { source, refuse }: { readonly source: PageSource; readonly refuse: Refuse },
): NextPage {
  if (!page.hasMore) return { kind: 'last' };
  if (source.paginationType === 'PAGE_BASED') return { kind: 'more', cursor: null };
  const cursor: unknown = page.cursor;
  // Only absence means absence: '' and '0' are cursors.
  if (cursor === undefined || cursor === null) return refuse('promises a next page, but names no cursor');
  if (typeof cursor !== 'string') return refuse(`names a cursor that is a ${typeof cursor}: a cursor is a string`);
  if (cursor === params.cursor) return refuse('names itself as the next page: following it would never end');
  return { kind: 'more', cursor };
}

import type { JsonValue } from '@frigg-crm/core';
import type { CrmIntegration, PersonScope } from '../connector/crm-integration.ts';
import { checkPersonPage, type CheckedPersonPage, type FetchPersonPageParams } from '../connector/person-page.ts';
import { NEW_GUARD, pageKeys, watchPages } from '../process/page-loop-guard.ts';
import { readInParts } from '../sync/read-in-parts.ts';

/** What a walk through the persons of a CRM requests. */
export interface PersonListing {
  /** Persons per page. */
  readonly limit: number;
  /** Only persons changed at or after this time (ISO 8601). @defaultValue all */
  readonly modifiedSince?: string | undefined;
}

/** @returns the first object type of a connector. */
export function firstScope({ config }: Pick<CrmIntegration, 'config'>): PersonScope {
  return { objectType: config.personObjectTypes[0]?.crmObjectName ?? '' };
}

/** @returns what the engine requests first of a listing. */
export function firstPage(integration: CrmIntegration, { limit, modifiedSince }: PersonListing): FetchPersonPageParams {
  const { paginationType, reverseChronological } = integration.config.syncConfig;
  const page = paginationType === 'PAGE_BASED' ? 0 : null;
  return { ...firstScope(integration), page, cursor: null, limit, modifiedSince: modifiedSince ?? null, sortDesc: reverseChronological };
}

/** @returns what the engine requests behind a page; `undefined` behind the last one. */
export function nextPage(params: FetchPersonPageParams, { next }: CheckedPersonPage): FetchPersonPageParams | undefined {
  if (next.kind === 'last') return undefined;
  return { ...params, page: params.page === null ? null : params.page + 1, cursor: next.cursor };
}

/**
 * Fetches a page as the engine does.
 * @throws {ConnectorContractError} when the connector breaks the contract of pages.
 */
export async function fetchChecked(integration: CrmIntegration, params: FetchPersonPageParams): Promise<CheckedPersonPage> {
  return checkPersonPage(await integration.fetchPersonPage(params, {}), params, {
    connector: integration.connector,
    paginationType: integration.config.syncConfig.paginationType,
  });
}

/**
 * Fetches a page by several requests for `size` persons each, as the engine does where a CRM does not carry a whole one.
 * @param size - Divides `params.limit`, where pages have numbers.
 * @throws {ConnectorContractError} when the connector breaks the contract of pages.
 */
export async function fetchInParts(integration: CrmIntegration, params: FetchPersonPageParams, size: number): Promise<CheckedPersonPage> {
  return readInParts(params, size, async (part) => fetchChecked(integration, part));
}

/**
 * Lists the persons of the first object type, page by page, as the engine does.
 * @throws {ConnectorContractError} when the connector breaks the contract of pages, or the CRM sends pages without an end.
 */
export async function listPersons(integration: CrmIntegration, listing: PersonListing): Promise<readonly JsonValue[]> {
  const persons: JsonValue[] = [];
  let params: FetchPersonPageParams | undefined = firstPage(integration, listing);
  let guard = NEW_GUARD;
  while (params !== undefined) {
    const page = await fetchChecked(integration, params);
    guard = watchPages(guard, { isEmpty: page.listed === 0, next: page.next, ...pageKeys(integration, page, params.objectType) });
    persons.push(...page.data);
    params = nextPage(params, page);
  }
  return persons;
}

/** @returns the ids of listed persons, as they appear in Quo. */
export function idsOf(integration: CrmIntegration, persons: readonly JsonValue[]): readonly (string | undefined)[] {
  return persons.map((person) => integration.personExternalId(person, firstScope(integration)));
}

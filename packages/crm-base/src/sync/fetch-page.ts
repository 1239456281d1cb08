import type { CallOptions, JsonValue } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { checkPersonPage, type CheckedPersonPage, type FetchPersonPageParams } from '../connector/person-page.ts';
import { isTooLarge } from '../failures/classify-failure.ts';
import type { SyncContext } from '../process/sync-context.ts';
import type { CrmCalls } from './crm-calls/crm-calls.ts';
import { partSizeOf, readInParts } from './read-in-parts.ts';

/** Which page of a sync. */
export interface PagePosition {
  readonly page: number | null;
  readonly cursor: string | null;
}

/** Where pages come from, and what bounds how many are read at once. */
export interface PageSource {
  readonly integration: CrmIntegration;
  readonly crmCalls: CrmCalls;
}

/** How a page is fetched. */
export interface FetchPageOptions extends CallOptions {
  /** Of the message, from 0: after failures the page is read by smaller requests. */
  readonly attempt: number;
}

/**
 * Fetches one page of a sync and holds it to the contract. Where the CRM does not carry requests for whole pages, it is read
 * by several smaller ones: which persons are on it stays the same.
 */
export async function fetchPage(
  source: PageSource,
  context: SyncContext,
  position: PagePosition,
  options: FetchPageOptions,
): Promise<CheckedPersonPage> {
  const { syncConfig } = source.integration.config;
  const params = {
    objectType: context.personObjectType,
    page: syncConfig.paginationType === 'PAGE_BASED' ? position.page : null,
    cursor: position.cursor,
    limit: context.pagination.pageSize,
    modifiedSince: syncConfig.supportsModifiedSince ? context.lastSyncedTimestamp : null,
    sortDesc: syncConfig.reverseChronological,
  };
  const page = await readList(source, params, options);
  if (syncConfig.returnFullRecords) return page;
  return { ...page, data: await fetchWholeRecords(source, page.data, { pageSize: params.limit, objectType: params.objectType }, options) };
}

async function readList(
  { integration, crmCalls }: PageSource,
  params: FetchPersonPageParams,
  { attempt, ...options }: FetchPageOptions,
): Promise<CheckedPersonPage> {
  const { paginationType, supportsPartialPages, minBatchSize: least } = integration.config.syncConfig;
  const pageSize = params.limit;
  const readPart = async (part: FetchPersonPageParams): Promise<CheckedPersonPage> => {
    const size = { persons: part.limit, pageSize };
    const fetched = await crmCalls.run(integration, async () => integration.fetchPersonPage(part, options), { ...options, size });
    return checkPersonPage(fetched, part, { connector: integration.connector, paginationType });
  };
  if (!supportsPartialPages) return readPart(params);
  const sizeFor = (most: number): number =>
    partSizeOf({ paginationType, pageSize, least, wanted: Math.min(most, crmCalls.sizeOf(integration, { pageSize, attempt })) });
  for (let size = sizeFor(pageSize); ;) {
    try {
      return await readInParts(params, size, readPart);
    } catch (error) {
      const smaller = sizeFor(size / 2);
      // What is too large now will be too large later.
      if (!isTooLarge(error) || smaller >= size) throw error;
      size = smaller;
    }
  }
}

/** The page only lists people; their records are fetched by id. */
async function fetchWholeRecords(
  source: PageSource,
  listed: readonly JsonValue[],
  { pageSize, objectType }: { readonly pageSize: number; readonly objectType: string },
  options: FetchPageOptions,
): Promise<readonly JsonValue[]> {
  const { attempt: _attempt, ...scope } = { objectType, ...options };
  const ids = listed
    .map((person) => source.integration.personExternalId(person, scope))
    .filter((id): id is string => typeof id === 'string' && id !== '');
  return fetchByIds(source, ids, { pageSize, objectType }, options);
}

/** Fetches people by their ids, as many at a time as the CRM carries. @returns those that exist. */
export async function fetchByIds(
  { integration, crmCalls }: PageSource,
  ids: readonly string[],
  { pageSize, objectType }: { readonly pageSize: number; readonly objectType: string },
  { attempt, ...options }: FetchPageOptions,
): Promise<readonly JsonValue[]> {
  const found: unknown[] = [];
  for (let rest = ids; rest.length > 0;) {
    const chunk = rest.slice(0, crmCalls.sizeOf(integration, { pageSize, attempt }));
    const fetch = async (): Promise<readonly unknown[]> => integration.fetchPersonsByIds(chunk, { objectType, ...options });
    found.push(...(await crmCalls.run(integration, fetch, { ...options, size: { persons: chunk.length, pageSize } })));
    rest = rest.slice(chunk.length);
  }
  // People survive JSON.
  return found as readonly JsonValue[];
}

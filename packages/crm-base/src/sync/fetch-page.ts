import type { CallOptions, JsonValue } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { checkPersonPage, type CheckedPersonPage } from '../connector/person-page.ts';
import type { SyncContext } from '../process/sync-context.ts';

/** Which page of a sync. */
export interface PagePosition {
  readonly page: number | null;
  readonly cursor: string | null;
}

/** Fetches one page of a sync and holds it to the contract. */
export async function fetchPage(
  integration: CrmIntegration,
  context: SyncContext,
  position: PagePosition,
  options: CallOptions,
): Promise<CheckedPersonPage> {
  const { syncConfig } = integration.config;
  const params = {
    objectType: context.personObjectType,
    page: syncConfig.paginationType === 'PAGE_BASED' ? position.page : null,
    cursor: position.cursor,
    limit: context.pagination.pageSize,
    modifiedSince: syncConfig.supportsModifiedSince ? context.lastSyncedTimestamp : null,
    sortDesc: syncConfig.reverseChronological,
  };
  const page = checkPersonPage(await integration.fetchPersonPage(params, options), params, {
    connector: integration.connector,
    paginationType: syncConfig.paginationType,
  });
  return syncConfig.returnFullRecords ? page : { ...page, data: await fetchWholeRecords(integration, page.data, context, options) };
}

/** The page only lists people; their records are fetched by id. */
async function fetchWholeRecords(
  integration: CrmIntegration,
  listed: readonly JsonValue[],
  context: SyncContext,
  options: CallOptions,
): Promise<readonly JsonValue[]> {
  const scope = { objectType: context.personObjectType, ...options };
  const ids = listed
    .map((person) => integration.personExternalId(person, scope))
    .filter((id): id is string => typeof id === 'string' && id !== '');
  return ids.length === 0 ? [] : ((await integration.fetchPersonsByIds(ids, scope)) as readonly JsonValue[]);
}

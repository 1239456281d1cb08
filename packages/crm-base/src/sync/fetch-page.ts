import type { CallOptions, JsonValue } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { checkPersonPage, type CheckedPersonPage } from '../connector/person-page.ts';
import type { SyncContext } from '../process/sync-context.ts';
import type { CrmCalls } from './crm-calls/crm-calls.ts';

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

/** Fetches one page of a sync and holds it to the contract. */
export async function fetchPage(
  source: PageSource,
  context: SyncContext,
  position: PagePosition,
  options: CallOptions,
): Promise<CheckedPersonPage> {
  const { integration, crmCalls } = source;
  const { syncConfig } = integration.config;
  const params = {
    objectType: context.personObjectType,
    page: syncConfig.paginationType === 'PAGE_BASED' ? position.page : null,
    cursor: position.cursor,
    limit: context.pagination.pageSize,
    modifiedSince: syncConfig.supportsModifiedSince ? context.lastSyncedTimestamp : null,
    sortDesc: syncConfig.reverseChronological,
  };
  const fetched = await crmCalls.run(integration, async () => integration.fetchPersonPage(params, options), options);
  const page = checkPersonPage(fetched, params, {
    connector: integration.connector,
    paginationType: syncConfig.paginationType,
  });
  return syncConfig.returnFullRecords ? page : { ...page, data: await fetchWholeRecords(source, page.data, context, options) };
}

/** The page only lists people; their records are fetched by id. */
async function fetchWholeRecords(
  { integration, crmCalls }: PageSource,
  listed: readonly JsonValue[],
  context: SyncContext,
  options: CallOptions,
): Promise<readonly JsonValue[]> {
  const scope = { objectType: context.personObjectType, ...options };
  const ids = listed
    .map((person) => integration.personExternalId(person, scope))
    .filter((id): id is string => typeof id === 'string' && id !== '');
  if (ids.length === 0) return [];
  return (await crmCalls.run(integration, async () => integration.fetchPersonsByIds(ids, scope), options)) as readonly JsonValue[];
}

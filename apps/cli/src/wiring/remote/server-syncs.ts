import type { Client, RequestOf, Schema } from '@frigg-crm/client';
import type { PageRange } from '@frigg-crm/crm-base';
import type { WaitingSync } from '../../output/listed-sync.ts';
import { toIfMatch, toPlan } from '../../output/plan-lines.ts';
import type { ExplainedSync, SyncOperations, SyncQuery } from '../sync-operations.ts';
import { pageOf, readPages } from './read-pages.ts';

type State = NonNullable<NonNullable<RequestOf<'get', '/api/v1/syncs'>['query']>['state']>;

/** @returns the syncs of a server. */
export function createServerSyncs(client: Client): SyncOperations {
  const get = async (syncId: string): Promise<Schema<'Sync'>> => (await client.get('/api/v1/syncs/{syncId}', { path: { syncId } })).data;
  const ledgerOf = async (syncId: string): Promise<{ readonly pages: Schema<'SyncPages'>; readonly errors: Schema<'SyncErrors'> }> => {
    const [pages, errors] = await Promise.all([
      client.get('/api/v1/syncs/{syncId}/pages', { path: { syncId } }),
      client.get('/api/v1/syncs/{syncId}/errors', { path: { syncId } }),
    ]);
    return { pages: pages.data, errors: errors.data };
  };
  return {
    whoContinues: 'the server continues it',
    list: async (query) => listSyncs(client, query),
    async show(syncId) {
      const sync = await get(syncId);
      return { ...sync, ...(await ledgerOf(syncId)) };
    },
    async explain(syncId) {
      const { data } = await client.get('/api/v1/syncs/{syncId}/explanation', { path: { syncId } });
      const { errors } = await ledgerOf(syncId);
      const { why, sync, outstandingPages, failedPages } = data;
      return { ...toExplained(sync), why, outstandingPages, failedPages, errors: errors.groups.toReversed().map(toEntry) };
    },
    export: async (syncId) => (await client.get('/api/v1/syncs/{syncId}/export', { path: { syncId } })).data,
    async findFailed(syncId, { limit, fingerprint }) {
      if (fingerprint !== undefined) {
        const path = '/api/v1/syncs/{syncId}/errors/{fingerprint}/people';
        return (await client.get(path, { path: { syncId, fingerprint } })).data.crmIds.slice(0, limit);
      }
      const pages = client.pages('/api/v1/syncs/{syncId}/failed-records', { path: { syncId }, query: { limit: pageOf(limit) } });
      return readPages(toItems(pages), limit);
    },
    async plan(syncId, action, { only, pages } = {}) {
      const query = { action, only, pages: pages && toPagesText(pages) };
      const { data, etag } = await client.get('/api/v1/syncs/{syncId}/plan', { path: { syncId }, query });
      return { ...data, plan: toPlan(etag) };
    },
    async act(syncId, verb, { ifPlan } = {}) {
      const request = { path: { syncId }, ifMatch: toIfMatch(ifPlan) };
      const paths = {
        pause: '/api/v1/syncs/{syncId}/pause',
        resume: '/api/v1/syncs/{syncId}/resume',
        cancel: '/api/v1/syncs/{syncId}/cancel',
      } as const;
      return toWaiting((await client.post(paths[verb], request)).data);
    },
    async redrive(syncId, { only, pages, ifPlan }) {
      const body = {
        ...(only !== undefined && { only }),
        ...(pages !== undefined && { pages: pages.map(([from, to]): [number, number] => [from, to]) }),
      };
      const { data } = await client.post('/api/v1/syncs/{syncId}/redrive', { path: { syncId }, body, ifMatch: toIfMatch(ifPlan) });
      return [data.reopened, data.recordSync].filter((sync) => sync !== null).map(toWaiting);
    },
    async releaseThrottle(integrationId) {
      const { data } = await client.post('/api/v1/integrations/{integrationId}/release-throttle', { path: { integrationId } });
      return { wasThrottled: data.wasThrottled, resumed: (await Promise.all(data.resumedSyncIds.map(get))).map(toWaiting) };
    },
  };
}

/** Only this list names its entries otherwise. */
async function* toItems(pages: AsyncIterable<Schema<'FailedRecords'>>): AsyncGenerator<{ readonly items: readonly string[] }> {
  for await (const { crmIds } of pages) yield { items: crmIds };
}

function toPagesText(pages: readonly PageRange[]): string {
  return pages.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

async function listSyncs(client: Client, { integration: integrationId, state, active, limit }: SyncQuery): Promise<readonly WaitingSync[]> {
  const query = { integrationId, state: state as State | undefined, active: active ? true : undefined, limit: pageOf(limit) };
  return (await readPages(client.pages('/api/v1/syncs', { query }), limit)).map(toWaiting);
}

function toWaiting({ id, objectType, state, counts, waiting, integrationId, createdAt, updatedAt, endedAt }: Schema<'Sync'>): WaitingSync {
  return {
    sync: {
      id,
      objectType: objectType ?? '',
      state,
      totalRecords: counts.total ?? 0,
      processedRecords: counts.processed,
      totalSynced: counts.synced,
      totalFailed: counts.failed,
      totalSkipped: counts.skipped,
      integrationId,
      createdAt,
      updatedAt,
      endedAt,
    },
    waits: waiting?.code,
  };
}

function toExplained({
  id,
  integrationId,
  state,
  updatedAt,
  counts,
  type,
  objectType,
  actions,
}: Schema<'Sync'>): Pick<ExplainedSync, 'progress' | 'syncType' | 'personObjectType' | 'actions'> {
  return {
    progress: {
      processId: id,
      integrationId,
      state,
      timestamp: updatedAt,
      processed: counts.processed,
      total: counts.total ?? 0,
      successCount: counts.synced,
      errorCount: counts.failed,
      skippedCount: counts.skipped,
    },
    syncType: type ?? '',
    personObjectType: objectType ?? '',
    actions,
  };
}

/** Of errors that have a cause in common a server shows the newest. */
function toEntry({ code, sample, count, pages: [unit] }: Schema<'SyncErrors'>['groups'][number]): ExplainedSync['errors'][number] {
  return { code, message: count === 1 ? sample : `${sample} (${count} times)`, ...(unit !== undefined && count === 1 && { unit }) };
}

import type { CallOptions, Process, ProcessQuery } from '@frigg-crm/core';
import { CRM_SYNC } from '@frigg-crm/crm-base';
import { placeOf, type ProcessPlace } from '@frigg-crm/core/adapter';
import type { Principal } from '../access/principal.ts';
import type { Backend } from '../backend.ts';

/** Which syncs are listed. */
export interface SyncFilter {
  readonly integrationId?: string | undefined;
  readonly state?: string | undefined;
  readonly active?: boolean | undefined;
}

/** A tenant has a few integrations; who has more names one in the query. */
const MAX_INTEGRATIONS = 100;

/** @returns syncs that exist for the caller, the newest first, behind a place. */
export async function findSyncs(
  backend: Backend,
  {
    principal,
    filter,
    limit,
    after,
  }: { readonly principal: Principal; readonly filter: SyncFilter; readonly limit: number; readonly after: ProcessPlace | undefined },
  options: CallOptions,
): Promise<readonly Process[]> {
  const { processRepository } = backend.engine.store;
  const query: ProcessQuery = { ...filter, type: CRM_SYNC.type, limit, after };
  if (principal.userId === undefined) return processRepository.find(query, options);
  const owned = await ownedIntegrations(backend, principal.userId, options);
  const wanted = owned.filter((id) => filter.integrationId === undefined || filter.integrationId === id);
  const lists = await Promise.all(wanted.map(async (integrationId) => processRepository.find({ ...query, integrationId }, options)));
  return lists.flat().toSorted(newestFirst).slice(0, limit);
}

async function ownedIntegrations({ services }: Backend, userId: string, { signal }: CallOptions): Promise<readonly string[]> {
  const owned = await services.integrations.find({ userId, limit: MAX_INTEGRATIONS, signal });
  return owned.map(({ id }) => id);
}

function newestFirst(a: Process, b: Process): number {
  const [left, right] = [placeOf(a, {}), placeOf(b, {})];
  if (left.at !== right.at) return left.at < right.at ? 1 : -1;
  return Buffer.compare(Buffer.from(right.id), Buffer.from(left.id));
}

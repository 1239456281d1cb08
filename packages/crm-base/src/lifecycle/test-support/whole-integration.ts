import { toProcessId } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import type { ReconcileResult } from '../reconcile-integration.ts';
import type { LifecycleSystem } from './lifecycle-system.ts';

const COLLECTIONS = ['integrations', 'plain-secrets', 'inbox', 'activities'];

/** What is there of an integration: here, and outside. */
export interface Remains {
  /** Collections that hold something. */
  readonly documents: readonly string[];
  readonly mappings: number;
  readonly processes: number;
  /** Webhooks. */
  readonly quo: number;
  readonly crm: number;
}

/** Stores something of each kind for an integration. */
export async function fill(system: LifecycleSystem, integrationId: string): Promise<void> {
  const empty = { value: {}, tags: [], dueAt: null, expiresAt: null, version: 0 };
  await system.documents.insert(['inbox', 'activities'].map((collection) => ({ collection, integrationId, id: 'one', ...empty })));
  const people = [{ externalId: 'p1', contentHash: 'h', sourceModifiedAt: null }];
  await system.mappings.beginWrites({ integrationId, objectType: 'Person', claimId: 'c', people, claimTtlMs: 60_000 });
  await system.processes.create(aProcess({ id: toProcessId(`old-${integrationId}`), integrationId, activeKey: null }));
}

/** @returns what is there of an integration. */
export async function leftOf(system: LifecycleSystem, integrationId: string): Promise<Remains> {
  const held = await Promise.all(
    COLLECTIONS.map(async (collection) =>
      (await system.documents.query({ collection, integrationId, limit: 1 })).length > 0 ? [collection] : [],
    ),
  );
  const known = await system.mappings.findMany({ integrationId, objectType: 'Person', externalIds: ['p1'] });
  return {
    documents: held.flat(),
    mappings: known.length,
    processes: (await system.processes.find({ integrationId, limit: 1000 })).length,
    quo: system.quo.webhooks.subscriptions().filter(({ url }) => url.endsWith(`/${integrationId}`)).length,
    crm: system.crm.hooks.has(integrationId) ? 1 : 0,
  };
}

/** What there is when all is gone. */
export const NOTHING: Remains = { documents: [], mappings: 0, processes: 0, quo: 0, crm: 0 };
/** What there is while work may be in hand that began before the deletion. */
export const RECORD_ALONE: Remains = { ...NOTHING, documents: ['integrations'] };

/** Lets the time pass for which the record alone stays, and has the deletion end. @returns what was done. */
export async function outlast(system: LifecycleSystem, integrationId = 'i1'): Promise<ReconcileResult> {
  await system.clock.advance(300_000);
  return system.run(system.lifecycle.reconcile(integrationId));
}

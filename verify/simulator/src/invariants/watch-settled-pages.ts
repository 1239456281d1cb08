import { readProgress, type Process } from '@frigg-crm/core';
import { eachValue, hasValue } from '@frigg-crm/core/adapter';
import { readSyncContext } from '@frigg-crm/crm-base';
import type { FaultKind } from '@frigg-crm/testing';
import type { SimulatedSystem } from '../system/simulated-system.ts';
import type { Tenant } from '../system/tenant.ts';

/** With these alone, the worker that writes a person also learns that, and does not crash before it is counted. */
const HARMLESS: ReadonlySet<FaultKind> = new Set([
  'duplicate',
  'reorder',
  'delay',
  'rateLimited',
  'quotaUsedUp',
  'serverError',
  'tokenExpiry',
]);

/**
 * Holds each page, when it is settled, against Quo: what it counts as synced is there. Of a page that was worked on,
 * nothing else is there; of one that was given up neither, unless a worker may have crashed before it could count.
 */
export function watchSettledPages(system: SimulatedSystem): void {
  const tenants = new Map(system.tenants.map((tenant) => [tenant.plan.integrationId, tenant]));
  system.onStored((process, before) => {
    const tenant = tenants.get(process.integrationId);
    // Where people come and go, it is unknown who was on a page.
    if (tenant === undefined || before === undefined || tenant.plan.changesPerMinute > 0 || !isOfFullList(process)) return;
    if ((process.ledger.generation ?? 0) === (before.ledger.generation ?? 0)) checkSettled(system, tenant, { process, before });
  });
}

function isOfFullList(process: Process): boolean {
  const { syncType, lastSyncedTimestamp } = readSyncContext(process);
  return syncType !== 'WEBHOOK' && lastSyncedTimestamp === null;
}

interface Versions {
  readonly process: Process;
  readonly before: Process;
}

function checkSettled({ simulation }: SimulatedSystem, tenant: Tenant, { process, before }: Versions): void {
  const units = [...eachValue(process.ledger.settled)].filter((unit) => !hasValue(before.ledger.settled, unit));
  if (units.length === 0) return;
  const synced = readProgress(process).totalSynced - readProgress(before).totalSynced;
  const { pageSize } = readSyncContext(process).pagination;
  const wanted = tenant.expected();
  const there = new Set(tenant.quo.contacts().map(({ externalId }) => externalId));
  const held = units.flatMap((unit) => tenant.crm.page(unit, pageSize)).filter((id) => wanted.has(id) && there.has(id)).length;
  const pages = `pages ${units.join(', ')} of ${process.id}: ${synced} synced, ${held} in Quo`;
  if (synced > held) simulation.fail('what a page counts as synced is in Quo', pages);
  const isWorkedOn = !units.some((unit) => hasValue(process.ledger.failed, unit));
  const isCounted = isWorkedOn || (Object.keys(simulation.faults.injected) as FaultKind[]).every((kind) => HARMLESS.has(kind));
  if (synced < held && isCounted) simulation.fail('what Quo holds of a page, the page counts as synced', pages);
}

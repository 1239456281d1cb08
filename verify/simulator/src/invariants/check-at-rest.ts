import type { Process } from '@frigg-crm/core';
import type { SimulatedSystem } from '../system/simulated-system.ts';
import type { Tenant } from '../system/tenant.ts';
import { checkContacts } from './check-contacts.ts';
import { hasFollowUps } from './has-follow-ups.ts';

/** Two clocks are never further apart, and a full sync believes no list that is younger than its overlap. */
const OVERLAP_MS = 10 * 60_000;
/** Requests per page of a sync, per change, and per fault: attempts of a client and of a message. */
const REQUESTS_PER = { page: 4, fault: 8, change: 4 };

/**
 * Checks what must be true when every sync has ended by itself, before any other sync is started: what a sync owes is not
 * left to the next one.
 */
export function checkAtRest(system: SimulatedSystem, tenant: Tenant): void {
  const { book, simulation } = system;
  const { integrationId, changesPerMinute, flaw } = tenant.plan;
  const own = book.all.filter((process) => process.integrationId === integrationId);
  checkCatchUps(system, own);
  checkRequests(system, tenant, own);
  if (flaw === 'endless pages') return;
  const full = own.filter(({ context }) => context['syncType'] === 'INITIAL').at(-1);
  if (full?.state !== 'COMPLETED') return;
  const isCurrent = changesPerMinute === 0;
  const owed = (id: string): boolean =>
    tenant.plan.sweeps && !hasFollowUps(own) && (tenant.crm.deleted.get(id) ?? Infinity) < book.createdAtMs(full) - OVERLAP_MS;
  if (isCurrent) checkContacts(simulation, tenant, (id) => tenant.crm.deleted.has(id) && !owed(id));
}

/** People who changed while a full sync ran are synced by its catch-up, or by another sync that began meanwhile. */
function checkCatchUps({ simulation }: SimulatedSystem, processes: readonly Process[]): void {
  const syncs = processes.filter(({ context }) => context['syncType'] !== 'WEBHOOK');
  const last = syncs.at(-1);
  if (last?.state === 'COMPLETED' && last.context['syncType'] === 'INITIAL')
    simulation.fail('a full sync is followed by a catch-up', last.id);
}

/** However long a CRM says that its list is. */
function checkRequests({ simulation }: SimulatedSystem, { plan, crm, crmRequests }: Tenant, processes: readonly Process[]): void {
  const pages = processes.length * (Math.ceil((crm.listed + crm.deleted.size) / plan.pageSize) + 2);
  const redone = processes.reduce((sum, { ledger }) => sum + ledger.settled.length, 0);
  const faults = Object.values(simulation.faults.injected).reduce((sum, count) => sum + count, 0);
  const allowed = REQUESTS_PER.page * (pages + redone) + REQUESTS_PER.fault * faults + REQUESTS_PER.change * crm.deleted.size + 20;
  if (crmRequests > allowed)
    simulation.fail('requests to a CRM are bounded by its pages and by what goes wrong', `${crmRequests}, at most ${allowed}`);
}

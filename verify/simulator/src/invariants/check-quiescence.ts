import { readProgress, type Process } from '@frigg-crm/core';
import type { Simulation } from '@frigg-crm/testing';
import type { Tenant } from '../system/tenant.ts';
import type { SimulatedSystem } from '../system/simulated-system.ts';
import { checkContacts } from './check-contacts.ts';
import { hasFollowUps } from './has-follow-ups.ts';

/** The processes of a simulation, and those that were begun after everything had calmed down. */
export interface EndedProcesses {
  readonly all: readonly Process[];
  readonly fresh: readonly Process[];
}

/** Checks what must be true when nothing goes wrong any more and every sync has ended. */
export function checkQuiescence({ simulation }: SimulatedSystem, tenant: Tenant, processes: EndedProcesses): void {
  const { integrationId, flaw } = tenant.plan;
  const own = (list: readonly Process[]): readonly Process[] => list.filter((process) => process.integrationId === integrationId);
  if (own(processes.fresh).length === 0) simulation.fail('a sync can be started when none runs', integrationId);
  for (const process of own(processes.fresh)) {
    if (process.context['rescue'] !== undefined) simulation.fail('a sync without faults needs no help', process.id);
    if (process.state !== 'COMPLETED' && flaw !== 'endless pages')
      simulation.fail('a sync without faults completes', `${process.id} ended in ${process.state}`);
  }
  for (const process of own(processes.all)) checkCounts(simulation, tenant, process, own(processes.fresh).includes(process));
  if (flaw === 'endless pages') return;
  const isListed = own(processes.fresh).some(({ context }) => context['syncType'] === 'INITIAL');
  // Without a watchdog a sweep whose attempts are used up is not started again.
  const isPending = hasFollowUps(own(processes.all));
  checkContacts(simulation, tenant, (id) => tenant.crm.deleted.has(id) && (isPending || !tenant.plan.sweeps || !isSwept(tenant, isListed)));
}

/** Only Pipedrive lists deleted people; elsewhere a full list is compared. */
function isSwept({ plan }: Tenant, isListed: boolean): boolean {
  return plan.crm === 'pipedrive' || isListed;
}

/** A record that changes while it is listed may be listed again further behind: then it fails there, too. */
function checkFailed(simulation: Simulation, plan: Tenant['plan'], process: Process): void {
  const { totalFailed, errors } = readProgress(process);
  const bad = plan.refusedPeople + (plan.flaw === 'odd id' ? 1 : 0);
  // An id that cannot be kept is not named.
  const named = new Set(errors.filter(({ code }) => !NOTES.has(code)).map(({ externalId }) => externalId ?? ''));
  const failed = plan.changesPerMinute === 0 ? totalFailed : named.size;
  if (failed > bad) simulation.fail('one bad record costs one record', `${process.id}: ${failed} failed of ${bad}`);
}

/** What is noted of people who are in Quo. */
const NOTES: ReadonlySet<string> = new Set(['PHONE_NUMBER_SHARED', 'PHONE_UNREADABLE', 'EMAIL_UNREADABLE']);

/** COMPLETED ⇒ as many records as the CRM listed; only a record with a fault of its own fails, and it fails alone. */
function checkCounts(simulation: Simulation, { crm, plan }: Tenant, process: Process, isFresh: boolean): void {
  if (process.state !== 'COMPLETED') return;
  const { processedRecords, totalRecords } = readProgress(process);
  checkFailed(simulation, plan, process);
  const isNoted = JSON.stringify(process.results).includes('TOTAL_MISMATCH');
  if ((processedRecords !== totalRecords) !== isNoted)
    simulation.fail('COMPLETED: processed = total, or the difference is noted', `${processedRecords} of ${totalRecords}`);
  const isFull = process.context['syncType'] === 'INITIAL';
  const stoodStill = plan.changesPerMinute === 0 && crm.deleted.size === 0;
  if (isFull && (stoodStill || isFresh) && processedRecords !== crm.listed)
    simulation.fail('COMPLETED: processed = the records that the CRM listed', `${processedRecords} of ${crm.listed} in ${process.id}`);
}

import { readProgress, type Process } from '@frigg-crm/core';
import type { Simulation } from '@frigg-crm/testing';
import type { Tenant } from '../system/tenant.ts';
import type { SimulatedSystem } from '../system/simulated-system.ts';

/** The processes of a simulation, and those that were begun after everything had calmed down. */
export interface EndedProcesses {
  readonly all: readonly Process[];
  readonly fresh: readonly Process[];
}

/** Checks what must be true when nothing goes wrong any more and every sync has ended. */
export async function checkQuiescence({ simulation }: SimulatedSystem, tenant: Tenant, processes: EndedProcesses): Promise<void> {
  const { integrationId } = tenant.plan;
  const own = (list: readonly Process[]): readonly Process[] => list.filter((process) => process.integrationId === integrationId);
  if (own(processes.fresh).length === 0) simulation.fail('a sync can be started when none runs', integrationId);
  for (const process of own(processes.fresh)) {
    if (process.context['rescue'] !== undefined) simulation.fail('a sync without faults needs no help', process.id);
    if (process.state !== 'COMPLETED') simulation.fail('a sync without faults completes', `${process.id} ended in ${process.state}`);
  }
  checkCatchUps(simulation, own(processes.all));
  for (const process of own(processes.all)) checkCounts(simulation, tenant, process, own(processes.fresh).includes(process));
  const sawEverybody = own(processes.fresh).some(({ context }) => context['syncType'] === 'INITIAL');
  checkContacts(simulation, tenant, (id) => tenant.crm.deleted.has(id) && (!tenant.plan.sweeps || !isSwept(tenant, sawEverybody)));
}

/** Whoever changed while everybody was synced is looked at again: by the catch-up, or by another sync that was begun meanwhile. */
function checkCatchUps(simulation: Simulation, processes: readonly Process[]): void {
  const syncs = processes.filter(({ context }) => context['syncType'] !== 'WEBHOOK');
  for (const [index, { id, state, context }] of syncs.entries()) {
    const needsOne = state === 'COMPLETED' && context['syncType'] === 'INITIAL';
    if (needsOne && index === syncs.length - 1) simulation.fail('a sync of everybody is followed by a catch-up', id);
  }
}

/** Only Pipedrive says who is gone; elsewhere a look at everybody tells. */
function isSwept({ plan }: Tenant, sawEverybody: boolean): boolean {
  return plan.crm === 'pipedrive' || sawEverybody;
}

/** COMPLETED ⇒ as many records as the CRM handed out, and no record failed: in these systems nobody is refused for good. */
function checkCounts(simulation: Simulation, { crm, plan }: Tenant, process: Process, isFresh: boolean): void {
  if (process.state !== 'COMPLETED') return;
  const { processedRecords, totalFailed, totalRecords } = readProgress(process);
  if (totalFailed > 0) simulation.fail('a fault that passes costs nobody their record', `${process.id}: ${totalFailed} failed`);
  const isNoted = JSON.stringify(process.results).includes('TOTAL_MISMATCH');
  if ((processedRecords !== totalRecords) !== isNoted)
    simulation.fail('COMPLETED: processed = total, or the difference is noted', `${processedRecords} of ${totalRecords}`);
  const isOfEverybody = process.context['syncType'] === 'INITIAL';
  const stoodStill = plan.changesPerMinute === 0 || isFresh;
  if (isOfEverybody && stoodStill && processedRecords !== crm.listed)
    simulation.fail('COMPLETED: processed = the records that the CRM handed out', `${processedRecords} of ${crm.listed} in ${process.id}`);
}

/** Quo holds exactly the people of the CRM, each once, in their newest version. */
function checkContacts(simulation: Simulation, { crm, quo }: Tenant, mayStay: (id: string) => boolean): void {
  const promise = "Quo holds exactly the CRM's people, in their newest version";
  const wanted = crm.expected();
  const missing = new Map(wanted);
  const seen = new Set<string>();
  for (const { externalId, defaultFields } of quo.contacts()) {
    const id = externalId ?? '';
    const expected = wanted.get(id);
    if (seen.has(id)) simulation.fail('never a second contact for one person', id);
    seen.add(id);
    missing.delete(id);
    if (expected === undefined) {
      if (!mayStay(id)) simulation.fail(promise, `${id} should not be there`);
      continue;
    }
    const held = `${defaultFields.firstName} ${defaultFields.phoneNumbers.map(({ value }) => value).join()}`;
    if (held !== `${expected.firstName} ${expected.phone}`) simulation.fail(promise, `${id} is ${held}, not ${expected.firstName}`);
  }
  const [first] = missing.keys();
  if (first !== undefined) simulation.fail(promise, `${missing.size} are missing, ${first} for example`);
}

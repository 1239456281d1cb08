import { CRM_SYNC } from '@frigg-crm/crm-base';
import type { SimulatedSystem } from '../system/simulated-system.ts';

/** A page is fetched in a second or two; messages of others come in between. */
const FIRST_PAGE_MS = 60_000;

/** Holds the system to fairness where nothing goes wrong: the first page of a sync is there soon, whatever other tenants do. */
export function watchFirstPages(system: SimulatedSystem): void {
  const { simulation, book, plan } = system;
  if (Object.keys(plan.faults).length > 0 || plan.hasOperator) return;
  const watched = new Set(plan.tenants.filter(({ isSlow }) => !isSlow).map(({ integrationId }) => integrationId));
  system.onStored(({ id, integrationId }, before) => {
    if (before !== undefined || !watched.has(integrationId)) return;
    simulation.schedule(FIRST_PAGE_MS, `has ${id} its first page?`, () => {
      const process = book.find(id);
      if (process === undefined || process.endedAt !== null || process.state === CRM_SYNC.roles.paused) return;
      if (process.ledger.expectedUnits === 0) simulation.fail('the first page of a sync is there soon, whatever others do', id);
    });
  });
}

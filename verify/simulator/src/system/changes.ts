import type { Operator } from './operator.ts';
import type { Tenant } from './tenant.ts';
import type { SimulatedSystem } from './simulated-system.ts';

/** Work in the CRMs. */
export interface Changes {
  /** From now on nothing changes. */
  stop(): void;
}

/** So many changes of one CRM are enough: a stream without an end would never let a system come to rest. */
const MAX_CHANGES = 10;

/** Has people work in every CRM that does not stand still. */
export function startChanges(system: SimulatedSystem, operator: Operator): Changes {
  const { simulation, tenants } = system;
  let isOver = false;

  function work(tenant: Tenant, left: number): void {
    const { changesPerMinute, integrationId } = tenant.plan;
    const waitMs = simulation.chance(`crm ${integrationId}`).next() * (120_000 / changesPerMinute);
    simulation.schedule(waitMs, `${integrationId}: a user works in the CRM`, () => {
      if (isOver || left === 0) return;
      changeOne(system, operator, tenant);
      work(tenant, left - 1);
    });
  }

  for (const tenant of tenants) if (tenant.plan.changesPerMinute > 0) work(tenant, MAX_CHANGES);
  return {
    stop() {
      isOver = true;
    },
  };
}

function changeOne({ simulation }: SimulatedSystem, operator: Operator, { plan, crm }: Tenant): void {
  const { integrationId, hasWebhooks } = plan;
  const { kind, externalId } = crm.change(simulation.chance(`crm ${integrationId}`).next());
  simulation.note(`${integrationId}: ${kind} ${externalId}`);
  if (!hasWebhooks) return;
  operator.ask({
    name: `take a webhook for ${externalId}`,
    integrationId,
    run: async (integration, { engine }) => engine.syncOrchestrator.handleWebhook({ integration, ids: [externalId], objectType: 'Person' }),
  });
}

import type { RateLimits } from '@frigg-crm/core';
import type { CrmIntegration, SyncEngine } from '@frigg-crm/crm-base';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createSimulatedFetch, type RequestHandler, type SimulatedMachine, type Simulation } from '@frigg-crm/testing';
import type { CrmModel } from './crm-model.ts';
import { createPipedriveModel } from './pipedrive-model.ts';
import { watchPoliteness } from './watch-politeness.ts';
import { createSyntheticModel } from './synthetic-model.ts';
import type { TenantPlan } from './system-plan.ts';

/** A customer: a CRM, a workspace of Quo, and the connector between them. */
export interface Tenant {
  readonly plan: TenantPlan;
  readonly crm: CrmModel;
  readonly quo: QuoSandbox;
  /** Makes the connector of one machine. */
  connect(site: Site): CrmIntegration;
}

/** Where a connector runs. */
export interface Site {
  readonly machine: SimulatedMachine;
  readonly engine: SyncEngine;
  /** Shared by all machines, or absent. */
  readonly rateLimits: RateLimits | undefined;
}

const PARTNER_KEY = 'partner-1';
/** Quo's own limit, and one that nobody meets. */
const REQUESTS_PER_SECOND = { limited: 10, unlimited: Number.POSITIVE_INFINITY };

/** Makes a customer. */
export function createTenant(simulation: Simulation, plan: TenantPlan): Tenant {
  const crm = plan.crm === 'pipedrive' ? createPipedriveModel(simulation, plan) : createSyntheticModel(simulation, plan);
  const quo = createQuoSandbox({
    partnerKeys: [PARTNER_KEY],
    requestsPerSecond: plan.isLimited ? REQUESTS_PER_SECOND.limited : REQUESTS_PER_SECOND.unlimited,
    clock: { now: () => simulation.now(), sleep: async () => undefined },
  });
  const crmServer = (server: RequestHandler): RequestHandler => {
    return async (request) => {
      if (simulation.faults.strikes('tokenExpiry')) crm.expireToken();
      return server(request);
    };
  };
  const reach = (machine: SimulatedMachine, name: string, server: RequestHandler): RequestHandler =>
    watchPoliteness(simulation, machine, (onAskedToWait) => createSimulatedFetch({ simulation, machine, name, server, onAskedToWait }));
  return {
    plan,
    crm,
    quo,
    connect({ machine, engine, rateLimits }) {
      const random = simulation.chance('jitter').next;
      const { clock } = machine;
      const fetch = reach(machine, `${plan.integrationId} quo`, quo.fetch);
      const partner = plan.isPartner ? { partnerKey: PARTNER_KEY } : {};
      const quoContacts = createQuoClient({
        apiKey: 'key-1',
        ...partner,
        source: 'simulated-crm',
        fetch,
        clock,
        random,
        rateLimits,
      }).contacts;
      const deletionPolicy = plan.sweeps ? ('delete' as const) : ('keep' as const);
      const config = {
        syncConfig: { initialBatchSize: plan.pageSize, ongoingBatchSize: plan.pageSize, deletionPolicy },
        queueConfig: { maxOutstandingPages: plan.maxOutstandingPages, maxAttempts: plan.maxAttempts },
      };
      const dependencies = { ...engine, integrationId: plan.integrationId, userId: 'u1', quoContacts, config };
      return crm.connect({
        machine,
        random,
        rateLimits,
        reach: (server) => reach(machine, `${plan.integrationId} crm`, crmServer(server)),
        dependencies,
      });
    },
  };
}

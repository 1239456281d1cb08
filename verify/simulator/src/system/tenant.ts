import type { RateLimits } from '@frigg-crm/core';
import type { CrmIntegration, SyncEngine } from '@frigg-crm/crm-base';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createSimulatedFetch, type RequestHandler, type SimulatedMachine, type Simulation } from '@frigg-crm/testing';
import type { CrmModel, ExpectedContact } from './crm-model.ts';
import { createPipedriveModel } from './pipedrive-model.ts';
import { watchPoliteness } from './watch-politeness.ts';
import { createSyntheticModel } from './synthetic-model.ts';
import type { TenantPlan } from './system-plan.ts';

/** A customer: a CRM, a workspace of Quo, and the connector between them. */
export interface Tenant {
  readonly plan: TenantPlan;
  readonly crm: CrmModel;
  readonly quo: QuoSandbox;
  /** Requests that have reached the CRM. */
  readonly crmRequests: number;
  /** What Quo must hold, by the id in the CRM: without those that it refuses, and those that no store could keep. */
  expected(): ReadonlyMap<string, ExpectedContact>;
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

/** People are numbered from 1; so many of the first are refused. */
function isRefused({ refusedPeople }: TenantPlan, firstName: string | null | undefined): boolean {
  const number = Number(/^Ana(\d+) /.exec(firstName ?? '')?.[1] ?? 0);
  return number >= 1 && number <= refusedPeople;
}

/** The field that is named in a refusal. */
function pathOf({ reasonLength }: TenantPlan): string {
  return `/defaultFields/${'x'.repeat(reasonLength)}`;
}

function isUnstorable({ flaw }: TenantPlan, id: string): boolean {
  return flaw === 'odd id' && id === 'person-0';
}

const PARTNER_KEY = 'partner-1';
/** Quo's own limit, and one that no seed reaches. */
const REQUESTS_PER_SECOND = { limited: 10, unlimited: Number.POSITIVE_INFINITY };

/** Less than the deadline of a client. */
const SLOW_MS = 30_000;

function slowly(simulation: Simulation, server: RequestHandler): RequestHandler {
  return async (request) => {
    await new Promise<void>((resolve) => simulation.schedule(SLOW_MS, 'Quo has thought about it', resolve));
    return server(request);
  };
}

function createCrm(simulation: Simulation, plan: TenantPlan): CrmModel {
  return plan.crm === 'pipedrive' ? createPipedriveModel(simulation, plan) : createSyntheticModel(simulation, plan);
}

/** What takes the place of what a plan says. */
export interface TenantParts {
  readonly crm?: CrmModel | undefined;
  /** Stands in front of Quo. */
  readonly wrapQuo?: ((server: RequestHandler) => RequestHandler) | undefined;
}

/** Makes a customer. */
export function createTenant(
  simulation: Simulation,
  plan: TenantPlan,
  { crm = createCrm(simulation, plan), wrapQuo = (server) => server }: TenantParts = {},
): Tenant {
  const quo = createQuoSandbox({
    partnerKeys: [PARTNER_KEY],
    requestsPerSecond: plan.isLimited ? REQUESTS_PER_SECOND.limited : REQUESTS_PER_SECOND.unlimited,
    refuse: ({ defaultFields: { firstName } }) => (isRefused(plan, firstName) ? { status: 400, path: pathOf(plan) } : undefined),
    clock: { now: () => simulation.now(), sleep: async () => undefined },
  });
  let crmRequests = 0;
  const crmServer = (server: RequestHandler): RequestHandler => {
    return async (request) => {
      crmRequests += 1;
      if (simulation.faults.strikes('tokenExpiry')) crm.expireToken();
      return server(request);
    };
  };
  const reach = (machine: SimulatedMachine, name: string, server: RequestHandler): RequestHandler =>
    watchPoliteness(simulation, machine, (onRetryAfter) => createSimulatedFetch({ simulation, machine, name, server, onRetryAfter }));
  return {
    plan,
    crm,
    quo,
    get crmRequests() {
      return crmRequests;
    },
    expected: () => new Map([...crm.expected()].filter(([id, { firstName }]) => !isUnstorable(plan, id) && !isRefused(plan, firstName))),
    connect({ machine, engine, rateLimits }) {
      const random = simulation.chance('jitter').next;
      const { clock } = machine;
      const fetch = reach(machine, `${plan.integrationId} quo`, wrapQuo(plan.isSlow ? slowly(simulation, quo.fetch) : quo.fetch));
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

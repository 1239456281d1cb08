import { createCredentialVault, createLocalKeys, type CredentialVault, type Store } from '@frigg-crm/core';
import {
  createMemoryDocumentStore,
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryRateLimits,
} from '@frigg-crm/memory';
import { createPipedriveSandbox, type PipedriveSandbox, type SandboxPersonInput } from '@frigg-crm/pipedrive/sandbox';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createSimulatedQueue, type SimulatedQueue, type Simulation } from '@frigg-crm/testing';
import { phoneOf } from '../system/crm-model.ts';
import type { IntegrationPlan } from './integration-plan.ts';

/** The one integration of these worlds. */
export const INTEGRATION_ID = 'i1';

/** What outlives machines: a store, queues, a company in Pipedrive, and a workspace of Quo. */
export interface IntegrationSystem {
  readonly simulation: Simulation;
  readonly plan: IntegrationPlan;
  readonly store: Store;
  readonly vault: CredentialVault;
  readonly pipedrive: PipedriveSandbox;
  readonly quo: QuoSandbox;
  readonly queues: { readonly fetch: SimulatedQueue; readonly work: SimulatedQueue };
}

/** Longer than a world lasts. */
const TOKEN_LIFETIME_MS = 30 * 24 * 3_600_000;

/** Builds the system of a plan, without a machine in it. */
export function createIntegrationSystem(simulation: Simulation, plan: IntegrationPlan): IntegrationSystem {
  const clock = { now: () => simulation.now(), sleep: async () => undefined };
  const documents = createMemoryDocumentStore();
  const store: Store = {
    documents,
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    leases: createMemoryLeases({ clock }),
    rateLimits: createMemoryRateLimits({ clock }),
    close: async () => undefined,
  };
  const queue = (name: string): SimulatedQueue =>
    createSimulatedQueue({ simulation, name, visibilityTimeoutMs: plan.visibilityTimeoutMs, maxReceiveCount: 5 });
  return {
    simulation,
    plan,
    store,
    vault: createCredentialVault({ documents, keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(7) } }) }),
    pipedrive: createPipedriveSandbox({
      clock,
      people: Array.from({ length: plan.people }, (_, index) => personNamed(index + 1, 0)),
      organizations: 0,
      requestsPer2s: Number.POSITIVE_INFINITY,
      tokens: { lifetimeMs: TOKEN_LIFETIME_MS },
    }),
    quo: createQuoSandbox({ clock, requestsPerSecond: Number.POSITIVE_INFINITY }),
    queues: { fetch: queue('fetch'), work: queue('work') },
  };
}

/** @returns a person with that id, with a name for each revision, and a phone number of their own. */
export function personNamed(id: number, revision: number): SandboxPersonInput & { readonly first_name: string } {
  const name = `Ana${id}v${revision}`;
  return {
    name: `${name} Ruiz`,
    first_name: name,
    last_name: 'Ruiz',
    org_id: null,
    emails: [],
    phones: [{ value: phoneOf(id), primary: true, label: 'work' }],
  };
}

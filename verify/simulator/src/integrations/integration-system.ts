import { createCredentialVault, createLocalKeys, type CredentialVault } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createPipedriveSandbox, type PipedriveSandbox, type SandboxPersonInput } from '@frigg-crm/pipedrive/sandbox';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import type { Simulation } from '@frigg-crm/testing';
import { phoneOf } from '../system/crm-model.ts';
import { createIntegrationBackend, type IntegrationBackend } from './integration-backend.ts';
import type { IntegrationPlan } from './integration-plan.ts';

/** The one integration of these worlds. */
export const INTEGRATION_ID = 'i1';

/** What outlives machines: a store, queues, a company in Pipedrive, and a workspace of Quo. */
export interface IntegrationSystem {
  readonly simulation: Simulation;
  readonly plan: IntegrationPlan;
  /** Stores and queues. */
  readonly backend: IntegrationBackend;
  readonly vault: CredentialVault;
  /** The company that the integration was set up with. */
  readonly pipedrive: PipedriveSandbox;
  /** The workspace that the integration was set up with. */
  readonly quo: QuoSandbox;
  /** Another company and another workspace: nothing may ever be written there. */
  readonly foreign: Accounts;
  /** What is connected now. */
  readonly connected: { crm: PipedriveSandbox; quo: QuoSandbox };
}

/** A company in Pipedrive, and a workspace of Quo. */
export interface Accounts {
  readonly pipedrive: PipedriveSandbox;
  readonly quo: QuoSandbox;
}

/** Longer than a world lasts. */
const TOKEN_LIFETIME_MS = 30 * 24 * 3_600_000;

/** Builds the system of a plan, without a machine in it. */
export function createIntegrationSystem(simulation: Simulation, plan: IntegrationPlan): IntegrationSystem {
  const clock = { now: () => simulation.now(), sleep: async () => undefined };
  const company = (people: SandboxPersonInput[], id: number): PipedriveSandbox =>
    createPipedriveSandbox({
      clock,
      people,
      organizations: 0,
      requestsPer2s: Number.POSITIVE_INFINITY,
      tokens: { lifetimeMs: TOKEN_LIFETIME_MS },
      company: { id, name: `Company ${id}`, country: 'US' },
    });
  const workspace = { clock, requestsPerSecond: Number.POSITIVE_INFINITY };
  const ids = Array.from({ length: plan.people }, (_, index) => index + 1);
  const pipedrive = company(
    ids.map((id) => personNamed(id, 0)),
    123,
  );
  const quo = createQuoSandbox(workspace);
  return {
    simulation,
    plan,
    backend: createIntegrationBackend(simulation, plan),
    pipedrive,
    quo,
    foreign: {
      pipedrive: company(
        ids.map((id) => foreignPerson(id)),
        456,
      ),
      quo: createQuoSandbox({ ...workspace, phoneNumbers: FOREIGN_NUMBERS }),
    },
    connected: { crm: pipedrive, quo },
    // In a store of its own, as secrets may be: what removes documents removes none of them.
    vault: createCredentialVault({
      documents: createMemoryDocumentStore(),
      keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(7) } }),
    }),
  };
}

const FOREIGN_NUMBERS = [{ id: 'PN9', number: '+15559990000', name: 'Others', symbol: null, userIds: ['US1'] }];
/** How all people of the other company are called. */
export const FOREIGN_NAME = 'Foreign';

/** Ids are small numbers, so that each company has the same ones; and the same people may be customers of both. */
function foreignPerson(id: number): SandboxPersonInput {
  return { ...personNamed(id, 0), name: `${FOREIGN_NAME} ${id}`, first_name: FOREIGN_NAME, last_name: String(id) };
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

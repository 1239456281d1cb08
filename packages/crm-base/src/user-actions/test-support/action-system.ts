import { createIntegrationRepository, type DocumentStore, type Integration, type JsonObject } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import * as z from 'zod';
import type { CrmPersonRef } from '../../connector/logged-activity.ts';
import { defineUserAction, type UserAction, type UserActionCall } from '../../connector/user-action.ts';
import { createPlainVault } from '../../lifecycle/test-support/plain-vault.ts';
import { createSyncEngine } from '../../sync-engine.ts';
import { FakeCrm, FakeIntegration, type FakePerson } from '../../test-support/fake-crm.ts';
import { createTestSystem, type TestSystem } from '../../test-support/test-system.ts';
import { createUserActions, type UserActions, type UserActionsDependencies } from '../user-actions.ts';

/** What the CRM of these tests does with deals. */
export class FakeDeals {
  readonly titles: string[] = [];
  /** Runs when a deal is written, before the CRM has it; what it throws is the answer. */
  before: (call: UserActionCall) => Promise<void> | void = () => {};
  /** Runs when the CRM has it; what it throws is the answer. */
  after: () => Promise<void> | void = () => {};
  owners: () => Promise<readonly { value: string; title: string }[]> = async () => [{ value: 'u7', title: 'Ana' }];
  /** Whether the CRM can say which deals there are. */
  isSearchable = true;
}

export interface ActionSystem extends Pick<TestSystem, 'clock' | 'documents' | 'log' | 'mappings' | 'processes'> {
  readonly actions: UserActions;
  readonly deals: FakeDeals;
  readonly crm: FakeCrm;
  readonly quo: QuoSandbox;
  /** Another program over the same store. */
  boot(replaced?: Partial<UserActionsDependencies>): UserActions;
  /** Changes what is stored of the integration. */
  put(change: Partial<Integration>): Promise<void>;
  run<Result>(work: Promise<Result>): Promise<Result>;
  /** Requests a deal. */
  create(data?: JsonObject, requestId?: string): Promise<JsonObject>;
}

const DEAL_FORM = z.object({
  title: z.string().min(1).max(50).meta({ title: 'Title' }),
  ownerId: z
    .string()
    .optional()
    .meta({ title: 'Owner', ui: { format: 'radio' } }),
  stage: z.enum(['open', 'won']).default('open'),
});

class DealIntegration extends FakeIntegration {
  override userActions: readonly UserAction[] = [];
  override searchPersonsByName = async (name: string): Promise<readonly CrmPersonRef[]> => {
    const { data } = await this.fetchPersonPage(
      { objectType: 'Person', page: 0, cursor: null, limit: 100, modifiedSince: null, sortDesc: false },
      {},
    );
    return data.filter((person) => person.name.includes(name)).map(({ id = '' }) => ({ objectType: 'Person', externalId: id }));
  };
}

function createDeal(deals: FakeDeals): UserAction {
  const findResult = async ({ title }: z.output<typeof DEAL_FORM>): Promise<JsonObject | undefined> =>
    deals.titles.includes(title) ? { dealId: deals.titles.indexOf(title) } : undefined;
  return defineUserAction({
    event: 'CREATE_DEAL',
    type: 'DATA',
    title: 'Create a deal',
    form: DEAL_FORM,
    isRepeatable: false,
    choices: async () => ({ ownerId: await deals.owners() }),
    async run({ title }, call) {
      await deals.before(call);
      deals.titles.push(title);
      await deals.after();
      return { dealId: deals.titles.length - 1 };
    },
    ...(deals.isSearchable && { findResult }),
  });
}

/** The actions of an integration `i1` over stores in memory. */
export async function createActionSystem({ people = [] }: { readonly people?: FakePerson[] } = {}): Promise<ActionSystem> {
  const { clock, documents, ids, log, logger, mappings, processes } = createTestSystem();
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  const engine = createSyncEngine({ store: { processRepository: processes, mappingRepository: mappings }, queues, clock, ids, logger });
  const quo = createQuoSandbox({ clock, requestsPerSecond: Number.POSITIVE_INFINITY });
  const client = createQuoClient({ apiKey: 'key', clock, retryDelaysMs: [], fetch: quo.fetch, source: 'fake' });
  const [crm, deals] = [new FakeCrm(people), new FakeDeals()];
  const integrations = createIntegrationRepository(documents);
  const dependencies: UserActionsDependencies = {
    integrations,
    async loadIntegration({ id, userId }) {
      const integration = new DealIntegration({ ...engine, integrationId: id, userId, quoContacts: client.contacts, quo: client, crm });
      integration.userActions = [createDeal(deals)];
      return integration;
    },
    documents,
    mappingRepository: mappings,
    processRepository: processes,
    vault: createPlainVault(documents),
    gate: engine.gate,
    clock,
    ids,
    logger,
  };
  const boot = (replaced: Partial<UserActionsDependencies> = {}): UserActions => createUserActions({ ...dependencies, ...replaced });
  await integrations.create(aRecord());
  const actions = boot();
  return {
    actions,
    boot,
    clock,
    documents,
    log,
    mappings,
    processes,
    deals,
    crm,
    quo,
    async put(change) {
      const stored = await integrations.findById('i1');
      if (stored === undefined) throw new Error('there is no integration');
      await integrations.save({ ...stored, ...change });
    },
    run: async (work) => clock.runUntil(work),
    create: async (data = { title: 'Big' }, requestId) =>
      clock.runUntil(actions.runAction({ integrationId: 'i1', event: 'CREATE_DEAL', data, requestId })),
  };
}

function aRecord(): Integration {
  const at = '2026-01-05T10:00:00.000Z';
  const times = { setUpAt: at, dueAt: null, createdAt: at, updatedAt: at };
  const rest = { config: {}, messages: [], lookupKeys: [], failedAttempts: 0, version: 0 };
  return { id: 'i1', userId: 'u1', connector: 'fake', status: 'ENABLED', ...times, ...rest };
}

/** @returns how many requests are stored that must not be run twice. */
export async function storedRequests(documents: DocumentStore): Promise<number> {
  return (await documents.query({ collection: 'user-actions', integrationId: 'i1', limit: 100 })).length;
}

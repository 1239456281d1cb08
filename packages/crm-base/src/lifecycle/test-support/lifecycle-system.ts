import type { DocumentStore, Integration, IntegrationRepository, JsonObject, MappingRepository, ProcessRepository } from '@frigg-crm/core';
import { createMemoryLeases } from '@frigg-crm/memory';
import { createQuoClient, type QuoClient, type QuoSubscription } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions, type SandboxPhoneNumber } from '@frigg-crm/quo/sandbox';
import type { VirtualClock } from '@frigg-crm/testing';
import type { IntegrationMessage } from '../../queue/integration-message.ts';
import type { SendOptions } from '../../queue/queue-manager.ts';
import { IntegrationLifecycle } from '../integration-lifecycle.ts';
import type { LifecycleDependencies } from '../lifecycle-dependencies.ts';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import { toSubscriptions } from '../webhook-secrets.ts';
import { FakeCrmSide } from './fake-account.ts';
import { createPlainVault } from './plain-vault.ts';
import { CallCrasher } from './call-crasher.ts';
import { createTestSystem } from '../../test-support/test-system.ts';

const QUO_URL = 'https://crm.example.com/quo/i1';

export interface LifecycleSystem {
  readonly clock: VirtualClock;
  readonly lifecycle: IntegrationLifecycle;
  /** Another program over the same stores and accounts, with some of its dependencies replaced. */
  boot(dependencies?: Partial<LifecycleDependencies>): IntegrationLifecycle;
  readonly integrations: IntegrationRepository;
  readonly documents: DocumentStore;
  readonly mappings: MappingRepository;
  readonly processes: ProcessRepository;
  readonly quo: QuoSandbox;
  readonly quoClient: QuoClient;
  /** An account of the CRM, as a program has it. */
  account(record: Integration): CrmIntegration;
  readonly crm: FakeCrmSide;
  readonly crasher: CallCrasher;
  readonly queued: { readonly message: IntegrationMessage; readonly delaySeconds: number | undefined }[];
  readonly cancelled: string[];
  /** What Quo answers instead of itself. */
  quoAnswers: (request: Request) => Response | undefined;
  /** Whether this program has a client for Quo, and can load integrations at all. */
  has: { quo: boolean; connector: boolean };
  /** Lets time pass until the work is done. */
  run<Result>(work: Promise<Result>): Promise<Result>;
  /** Creates an integration `i1` that has been set up. */
  setUp(config?: JsonObject): Promise<Integration>;
  find(id?: string): Promise<Integration>;
  codes(id?: string): Promise<readonly string[]>;
  /** The subscriptions that the vault holds. */
  keys(id?: string): Promise<readonly QuoSubscription[]>;
  /** Ids of the numbers that deliver, each as often as it does. */
  delivering(kind?: string): readonly string[];
}

/** @returns that many numbers of a workspace. */
export function someNumbers(count: number): readonly SandboxPhoneNumber[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `PN${index + 1}`,
    number: `+1555123${String(index).padStart(4, '0')}`,
    name: `Line ${index + 1}`,
    symbol: null,
    userIds: ['US1'],
  }));
}

/** The life of integrations over stores in memory, with Quo's sandbox, on a clock that only moves when a test says so. */
export function createLifecycleSystem(
  options: { readonly quo?: QuoSandboxOptions; readonly with?: Partial<LifecycleDependencies> } = {},
): LifecycleSystem {
  const { clock, documents, integrations, mappings, processes, ids } = createTestSystem();
  const crasher = new CallCrasher();
  const vault = createPlainVault(documents);
  const quo = createQuoSandbox({ clock, requestsPerSecond: Number.POSITIVE_INFINITY, ...options.quo });
  const crm = new FakeCrmSide();
  const queued: LifecycleSystem['queued'][number][] = [];
  const cancelled: string[] = [];

  const client = createQuoClient({
    apiKey: 'key',
    clock,
    retryDelaysMs: [],
    fetch: async (request) => crasher.call(async () => system.quoAnswers(request.clone()) ?? quo.fetch(request)),
  });
  const account = (record: Integration): CrmIntegration =>
    crasher.wrapAsync(crm.account(record, { quo: system.has.quo ? client : undefined, processes: crasher.wrap(processes) }));
  const dependencies: LifecycleDependencies = {
    integrations: crasher.wrap(integrations),
    vault: crasher.wrap(vault),
    documents: crasher.wrap(documents),
    mappingRepository: crasher.wrap(mappings),
    processRepository: crasher.wrap(processes),
    leases: crasher.wrap(createMemoryLeases({ clock })),
    queueManager: {
      queueIntegrationMessages: async (messages: readonly IntegrationMessage[], { delaySeconds }: SendOptions) =>
        crasher.call(async () => {
          queued.push(...messages.map((message) => ({ message, delaySeconds })));
        }),
    },
    cancelSyncs: async (id) => crasher.call(async () => cancelled.push(id)),
    revoke: async ({ id }) => crasher.call(async () => void crm.revoked.push(id)),
    loadIntegration: async (record) => (system.has.connector ? account(record) : undefined),
    webhookUrls: {
      quo: (id) => `https://crm.example.com/quo/${id}`,
      crm: (connector, id) => `https://crm.example.com/${connector}/${id}`,
    },
    clock,
    ids,
    ...options.with,
  };
  const boot = (replaced: Partial<LifecycleDependencies> = {}): IntegrationLifecycle =>
    new IntegrationLifecycle({ ...dependencies, ...replaced });
  const lifecycle = boot();

  const find = async (id = 'i1'): Promise<Integration> => {
    const found = await integrations.findById(id);
    if (found === undefined) throw new Error(`no integration ${id}`);
    return found;
  };
  const system: LifecycleSystem = {
    clock,
    lifecycle,
    boot,
    integrations,
    documents,
    mappings,
    processes,
    quo,
    quoClient: client,
    account,
    crm,
    crasher,
    queued,
    cancelled,
    quoAnswers: () => undefined,
    has: { quo: true, connector: true },
    run: async (work) => clock.runUntil(work),
    async setUp(config) {
      await lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme', config });
      await clock.advance(35_000);
      await clock.runUntil(lifecycle.reconcile('i1'));
      return find();
    },
    find,
    codes: async (id) => (await find(id)).messages.map(({ code }) => code),
    keys: async (id = 'i1') => toSubscriptions((await vault.read({ integrationId: id, name: 'quo-webhooks' }))?.value),
    delivering: (event = 'call.completed') =>
      quo.webhooks
        .subscriptions()
        .filter(({ url, events }) => url === QUO_URL && events.includes(event))
        .flatMap(({ resourceIds }) => resourceIds)
        .sort(),
  };
  return system;
}

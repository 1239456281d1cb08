import type { CredentialVault, Logger, MessageQueue, ProgressPublisher } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type IntegrationServices,
  type IntegrationServicesOptions,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { createRecordingLogger, createTestVault, createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import type { Store } from '@frigg-crm/core';
import { expect } from 'vitest';
import { ACTIONS } from '../access/action.ts';
import type { Principal } from '../access/principal.ts';
import { createServer, type Server, type ServerOptions } from '../create-server.ts';
import { createAnswerCheck } from './answer-check.ts';
import { FAKE_CONNECTOR, FakeIntegration, FakeQuo, type FakePerson } from './fake-integration.ts';

/** Callers by the token that they send: `Bearer all`. */
const CALLERS: Readonly<Record<string, Principal>> = {
  all: { id: 'key:all', actions: new Set(ACTIONS) },
  viewer: { id: 'key:viewer', actions: new Set(['see']) },
  tenant: { id: 'key:tenant', actions: new Set(ACTIONS), userId: 'u1' },
  stranger: { id: 'key:stranger', actions: new Set(ACTIONS), userId: 'u2' },
};

/** What a request of a test may say. */
export interface TestRequest {
  readonly as?: string | undefined;
  readonly method?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A server over stores in memory, on a clock that moves when a test says so. */
export interface ServerSystem {
  readonly clock: VirtualClock;
  readonly server: Server;
  /** Another process over the same store. */
  readonly another: () => Server;
  readonly engine: SyncEngine<Store>;
  readonly services: IntegrationServices;
  readonly store: Store;
  readonly vault: CredentialVault;
  /** What Quo holds of every integration. */
  readonly quo: FakeQuo;
  /** Lines of the log, as JSON. */
  readonly lines: string[];
  readonly ask: (path: string, request?: TestRequest) => Promise<Response>;
  /** Creates the integration `i1` of user `u1`. */
  readonly connect: (id?: string, userId?: string) => Promise<void>;
  /** Lets the workers run until these syncs have ended. */
  readonly run: (syncIds: readonly string[]) => Promise<void>;
}

export interface ServerSystemOptions {
  readonly people?: readonly FakePerson[];
  /** Whether the CRM finds persons by name and by e-mail address. @defaultValue true */
  readonly isSearchable?: boolean;
  readonly server?: Partial<ServerOptions>;
  readonly uninstallers?: IntegrationServicesOptions['uninstallers'];
  readonly wrapStore?: (store: Store) => Store;
  readonly publisher?: ProgressPublisher;
  readonly wrapQueue?: (name: string, queue: MessageQueue) => MessageQueue;
}

/** Opens the system. */
export function openServerSystem({
  people = somePeople(5),
  isSearchable,
  server: options,
  uninstallers,
  wrapStore = (store) => store,
  publisher,
  wrapQueue = (_name, queue) => queue,
}: ServerSystemOptions = {}): ServerSystem {
  const clock = createVirtualClock();
  const lines: string[] = [];
  const quo = new FakeQuo();
  const logger: Logger = createRecordingLogger(lines);
  const store = wrapStore(openMemoryStore({ clock }));
  const queues = { fetch: wrapQueue('fetch', createMemoryQueue({ clock })), work: wrapQueue('work', createMemoryQueue({ clock })) };
  const engine = createSyncEngine({ store, queues, clock, publisher });
  const vault = createTestVault(store.documents);
  const services = createIntegrationServices({
    engine,
    vault,
    basePath: '/webhooks',
    uninstallers,
    webhookUrls: {
      quo: (id) => `https://crm.example.com/webhooks/quo/${id}`,
      crm: (crm, id) => `https://crm.example.com/webhooks/crm/${crm}/${id}`,
    },
    loadIntegration: async ({ id, userId, connector }) =>
      connector === 'fake' ? new FakeIntegration({ ...engine, integrationId: id, userId, people, quo, isSearchable }) : undefined,
  });
  const another = (): Server =>
    createServer({ engine, services, vault, connectors: [FAKE_CONNECTOR], authorize: byToken, logger, ...options });
  const server = another();
  const check = createAnswerCheck(server.document, options?.basePath);
  return {
    clock,
    server,
    another,
    engine,
    services,
    store,
    vault,
    quo,
    lines,
    ask: async (path, { as = 'all', method, body, headers = {} } = {}) => {
      const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const token: Record<string, string> = as === '' ? {} : { authorization: `Bearer ${as}` };
      const verb = method ?? (body === undefined ? 'GET' : 'POST');
      const request = new Request(`https://crm.example.com${path}`, { method: verb, headers: { ...token, ...type, ...headers }, ...init });
      const response = await server.fetch(request);
      // As the server sees it: `.` and `..` are taken out of every address.
      expect(await check({ method: verb, path: new URL(request.url).pathname }, response)).toEqual([]);
      return response;
    },
    connect: async (id = 'i1', userId = 'u1') => void (await services.lifecycle.create({ id, userId, connector: 'fake' })),
    async run(syncIds) {
      const stop = new AbortController();
      const workers = engine.runWorkers({ resolveIntegration: services.resolveIntegration, signal: stop.signal });
      await clock.runUntil(engine.waitFor(syncIds));
      stop.abort();
      await clock.runUntil(workers);
    },
  };
}

/** @returns so many people; the ones at these places cannot become a contact. */
export function somePeople(count: number, broken: readonly number[] = []): readonly FakePerson[] {
  return Array.from({ length: count }, (_, index) => ({ id: `p${index}`, name: broken.includes(index) ? 'broken' : `Ana ${index}` }));
}

function byToken(request: Request): Principal | undefined {
  const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  const [, lacked] = /^all but (.+)$/.exec(token) ?? [];
  if (lacked !== undefined) return { id: 'key:most', actions: new Set(ACTIONS.filter((action) => action !== lacked)) };
  return Object.hasOwn(CALLERS, token) ? CALLERS[token] : undefined;
}

import { createIntegrationRepository, readProgress, type IntegrationRepository, type Process, type StoredDocument } from '@frigg-crm/core';
import { unlimitedBudget, withoutUndefined, type RequestBudget } from '@frigg-crm/http';
import { openMemoryStore } from '@frigg-crm/memory';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createScalingTestClient, ScalingTestIntegration } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox, type ScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import { createTestVault, createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { friggIntegration, type FriggCrmClass } from '../integration/frigg-integration.ts';
import type { FriggIntegrationOptions } from '../integration/frigg-integration-options.ts';
import { FriggApp } from './frigg-app.ts';
import type { FriggRow } from './integration-base.ts';

export interface FriggSystemOptions {
  readonly people?: number;
  readonly loseEvery?: number;
  readonly concurrency?: number;
  readonly clock?: VirtualClock;
  /** Makes what one function calls Quo within. @defaultValue no limit */
  readonly makeBudget?: () => RequestBudget;
  /** What Quo takes for a request. @defaultValue 0 */
  readonly quoLatencyMs?: number;
  readonly options?: Partial<FriggIntegrationOptions>;
  /** How the modules try their accounts. @defaultValue not at all */
  readonly testAuth?: Readonly<Record<'scaling' | 'quo', () => Promise<boolean>>>;
}

/** A Frigg app with one integration of ours, between two sandboxes. */
export interface FriggSystem {
  readonly app: FriggApp;
  /** The class that Frigg loads. */
  readonly Integration: FriggCrmClass;
  readonly clock: VirtualClock;
  readonly crm: ScalingTestSandbox;
  readonly quo: QuoSandbox;
  readonly broadcasts: { readonly type: string; readonly data: object }[];
  processes(): Promise<readonly Process[]>;
  /** Our records of integrations. */
  readonly integrations: IntegrationRepository;
  /** What has come in from outside and is stored. */
  entries(): Promise<readonly StoredDocument[]>;
  /** Lets the app work until no sync is under way, and one has been. */
  untilSynced(): Promise<Process>;
}

export const DEFINITION = {
  name: 'scaling-test',
  version: '1.0.0',
  modules: { scaling: {}, quo: {} },
  display: { label: 'Scaling' },
} as const;

export function createFriggSystem(given: FriggSystemOptions = {}): FriggSystem {
  const { people = 60, loseEvery, concurrency, clock = createVirtualClock(), options, testAuth } = given;
  const { makeBudget = () => unlimitedBudget, quoLatencyMs = 0 } = given;
  const crm = createScalingTestSandbox({ people, clock, withoutPhoneShare: 0 });
  const quo = createQuoSandbox({ clock, requestsPerSecond: Number.POSITIVE_INFINITY });
  const store = openMemoryStore({ clock });
  const broadcasts: FriggSystem['broadcasts'] = [];
  const modules = ({ externalIds: [externalId] }: FriggRow) => ({
    scaling: { api: { access_token: crm.token }, entity: { externalId }, ...(testAuth && { testAuth: testAuth.scaling }) },
    quo: { api: { api_key: 'key' }, ...(testAuth && { testAuth: testAuth.quo }) },
  });
  const app = new FriggApp({ clock, modules, ...withoutUndefined({ loseEvery, concurrency }) });
  const late = (fetch: QuoSandbox['fetch']): QuoSandbox['fetch'] =>
    quoLatencyMs === 0
      ? fetch
      : async (request) => {
          await clock.sleep(quoLatencyMs);
          return fetch(request);
        };
  const makeClass = () =>
    friggIntegration({
      IntegrationBase: app.IntegrationBase,
      Definition: DEFINITION,
      connector: ({ tokens: _unused, ...context }) => {
        const client = createScalingTestClient({ token: crm.token, fetch: crm.fetch, clock });
        return new ScalingTestIntegration({ ...context, client });
      },
      modules: { crm: 'scaling', quo: 'quo' },
      quoSource: 'scaling-test',
      quo: { fetch: late(quo.fetch), budget: makeBudget() },
      stores: { store, vault: createTestVault(store.documents) },
      queue: app.queue,
      hydrate: app.hydrate,
      baseUrl: 'https://frigg.example.com',
      websocketService: { broadcast: (message) => void broadcasts.push(message) },
      clock,
      random: () => 0.5,
      ...options,
    });
  const Integration = makeClass();
  app.use(Integration, ...Array.from({ length: (concurrency ?? 1) - 1 }, makeClass));
  const processes = async (): Promise<readonly Process[]> => store.processRepository.find({ type: 'CRM_SYNC' });
  return {
    app,
    Integration,
    clock,
    crm,
    quo,
    broadcasts,
    processes,
    integrations: createIntegrationRepository(store.documents),
    entries: async () => store.documents.query({ collection: 'inbox', limit: 100 }),
    async untilSynced() {
      await app.until(async () => {
        const all = await processes();
        return all.length > 0 && all.every(({ endedAt }) => endedAt !== null);
      });
      const [first] = (await processes()).toSorted((a, b) => readProgress(b).processedRecords - readProgress(a).processedRecords);
      if (first === undefined) throw new Error('no sync has run');
      return first;
    },
  };
}

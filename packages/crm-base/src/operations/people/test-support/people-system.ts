import { Inbox } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createQuoClient, type QuoClient } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import type { BaseCRMIntegrationDependencies } from '../../../base-crm-integration.ts';
import type { CrmPersonRef } from '../../../connector/logged-activity.ts';
import { handleCrmEvent } from '../../../person-changes/person-changes.ts';
import { createSyncEngine } from '../../../sync-engine.ts';
import { FakeActivities } from '../../../test-support/fake-activities.ts';
import { FakeCrm, FakeIntegration, type FakePerson } from '../../../test-support/fake-crm.ts';
import { createTestSystem, type TestSystem } from '../../../test-support/test-system.ts';
import { PeopleControl } from '../people-control.ts';

/** People of one CRM, and the contacts of a workspace of Quo. */
export interface PeopleSystem extends Pick<TestSystem, 'clock' | 'inbox' | 'log' | 'mappings'> {
  readonly crm: FakeCrm;
  readonly activities: FakeActivities;
  readonly quo: QuoSandbox;
  readonly contacts: QuoClient['contacts'];
  readonly integration: FakeIntegration;
  readonly people: PeopleControl;
  /** Answers requests to Quo in its place. */
  intercept: (request: Request) => Promise<Response> | Response | undefined;
  run<Result>(work: Promise<Result>): Promise<Result>;
  /** Has a person synced now, and works on it. */
  syncNow(externalId: string): Promise<void>;
}

/** A CRM that can be searched by name and by e-mail address: the name is the address. */
class SearchableIntegration extends FakeIntegration {
  override searchPersonsByName = async (name: string, { limit }: { readonly limit: number }): Promise<readonly CrmPersonRef[]> => {
    const wanted = await this.fetchPersonPage({
      objectType: 'Person',
      page: 0,
      cursor: null,
      limit: 1000,
      modifiedSince: null,
      sortDesc: false,
    });
    const found = wanted.data.filter((person) => person.name.includes(name));
    return found.map(({ id = '' }) => ({ objectType: 'Person', externalId: id })).slice(0, limit);
  };
  override findPersonsByEmail = this.searchPersonsByName;
}

export interface PeopleSystemOptions {
  readonly people?: FakePerson[];
  /** @defaultValue true */
  readonly isSearchable?: boolean;
  readonly config?: BaseCRMIntegrationDependencies['config'];
}

/** The people of an integration `i1` over stores in memory. */
export function createPeopleSystem({ people = [], isSearchable = true, config }: PeopleSystemOptions = {}): PeopleSystem {
  const { clock, documents, ids, log, logger, mappings, processes } = createTestSystem();
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  const engine = createSyncEngine({ store: { processRepository: processes, mappingRepository: mappings }, queues, clock, ids, logger });
  const quo = createQuoSandbox({ clock, requestsPerSecond: Number.POSITIVE_INFINITY });
  const client = createQuoClient({
    apiKey: 'key',
    clock,
    retryDelaysMs: [],
    source: 'fake',
    fetch: async (request) => (await system.intercept(request)) ?? quo.fetch(request),
  });
  const [crm, activities] = [new FakeCrm(people), new FakeActivities()];
  const dependencies = { ...engine, integrationId: 'i1', userId: 'u1', quoContacts: client.contacts, quo: client, crm, activities, config };
  const integration = isSearchable ? new SearchableIntegration(dependencies) : new FakeIntegration(dependencies);
  const inbox = new Inbox({ documents, clock });
  const { queueManager } = engine;
  const work = { mappingRepository: mappings, inbox, queueManager, clock, ids, logger };
  const control = new PeopleControl({
    ...work,
    documents,
    resolveIntegration: async ({ integrationId }) => (integrationId === 'i1' ? integration : undefined),
  });
  const system: PeopleSystem = {
    clock,
    inbox,
    log,
    mappings,
    crm,
    activities,
    quo,
    contacts: client.contacts,
    integration,
    people: control,
    intercept: () => undefined,
    run: async (doing) => clock.runUntil(doing),
    async syncNow(externalId) {
      const id = await control.syncNow({ integrationId: 'i1', connector: 'fake', objectType: 'Person', externalId });
      const key = { integrationId: 'i1', id, claimId: id };
      const claim = await inbox.claim({ ...key, ttlMs: 60_000 });
      if (claim.kind !== 'claimed') throw new TypeError(`the entry is ${claim.kind}`);
      await clock.runUntil(handleCrmEvent(work, integration, claim.entry.data));
      await inbox.done(key);
    },
  };
  return system;
}

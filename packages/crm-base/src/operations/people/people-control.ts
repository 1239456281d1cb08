import type {
  CallOptions,
  Clock,
  DocumentStore,
  IdGenerator,
  Inbox,
  InboxRecord,
  Logger,
  MappingRepository,
  PersonKey,
  PersonMapping,
} from '@frigg-crm/core';
import { ActivityStore, type KnownActivity } from '../../activities/activity-store.ts';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import type { CrmEvent } from '../../connector/crm-webhooks.ts';
import type { ResolveIntegration } from '../../connector/resolve-integration.ts';
import { UnknownIntegrationError } from '../../failures/unknown-integration-error.ts';
import { scheduleEntries } from '../../inbox/schedule-entries.ts';
import { toEntryId } from '../../inbox/to-entry-id.ts';
import type { QueueManager } from '../../queue/queue-manager.ts';
import { InboxControl } from '../inbox-control.ts';
import { comparePerson } from './compare-person.ts';
import { decidePerson, type PersonDecision } from './decide-person.ts';
import { findPersons, type FoundPersons, type PersonLookup } from './find-persons.ts';
import type { PersonComparison } from './person-comparison.ts';
import { readSides } from './read-sides.ts';

/** What {@link PeopleControl} works on; an engine and its services have all of it. */
export interface PeopleControlDependencies {
  readonly mappingRepository: Pick<MappingRepository, 'findByPhones' | 'findMany'>;
  readonly documents: DocumentStore;
  readonly inbox: Pick<Inbox, 'accept' | 'list' | 'find' | 'redrive'>;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  readonly resolveIntegration: ResolveIntegration;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

/** Where the integration of a person is. */
export interface IntegrationRef {
  readonly integrationId: string;
  readonly connector: string;
}

/** All that is known of one person. Names are known to the CRM and to Quo only. */
export interface PersonFile {
  /** `undefined`: no sync and no event has begun to write them. */
  readonly mapping: PersonMapping | undefined;
  readonly decision: PersonDecision;
  /** Events about them that wait or have failed. */
  readonly entries: readonly InboxRecord[];
  /** Calls and texts with one of their numbers that were written into the CRM. */
  readonly activities: readonly KnownActivity[];
}

const MAX_ENTRIES = 50;
const MAX_ACTIVITIES = 50;

/** What an operator can find out about single people, and do for them. */
export class PeopleControl {
  readonly #dependencies: PeopleControlDependencies;
  readonly #activities: ActivityStore;
  readonly #inboxControl: InboxControl;

  constructor(dependencies: PeopleControlDependencies) {
    this.#dependencies = dependencies;
    this.#activities = new ActivityStore(dependencies);
    this.#inboxControl = new InboxControl(dependencies);
  }

  /**
   * Finds persons by a phone number, an e-mail address, a name or an id.
   * @throws {UnknownIntegrationError} when the integration cannot be loaded and what is stored is not enough.
   * @throws {SearchUnsupportedError} when the CRM has no search of this kind.
   * @throws {ApiError} when the CRM or Quo does not say.
   */
  async lookup(integration: IntegrationRef, by: PersonLookup, options: CallOptions = {}): Promise<FoundPersons> {
    const { mappingRepository } = this.#dependencies;
    const { integrationId } = integration;
    return findPersons({ mappingRepository, integrationId, load: async () => this.#load(integration) }, by, options);
  }

  /**
   * Reads a person in the CRM and in Quo now, and compares them; each side may fail alone.
   * @throws {UnknownIntegrationError} when the integration cannot be loaded.
   */
  async compare({ connector, ...key }: PersonKey & IntegrationRef, options: CallOptions = {}): Promise<PersonComparison> {
    const { integrationId, objectType, externalId } = key;
    const { clock, logger } = this.#dependencies;
    const integration = await this.#load({ integrationId, connector });
    const mapping = await this.#findMapping(key, options);
    const about = { integrationIds: [integrationId], person: { objectType, externalId }, state: 'open' as const };
    const ref = { objectType, externalId, quoContactId: mapping?.quoContactId ?? undefined };
    const [sides, { entries }] = await Promise.all([
      readSides({ integration, clock, logger }, ref, options),
      this.#inboxControl.list(about, { limit: MAX_ENTRIES, ...options }),
    ]);
    const { personObjectTypes, syncConfig } = integration.config;
    const isSynced = personObjectTypes.some(({ crmObjectName }) => crmObjectName === objectType);
    return comparePerson(sides, { mapping, waiting: entries.length, isSynced, deletionPolicy: syncConfig.deletionPolicy });
  }

  /** @returns all that is known of a person, of whom nothing need be known. */
  async describe(key: PersonKey, options: CallOptions = {}): Promise<PersonFile> {
    const { integrationId, objectType, externalId } = key;
    const mapping = await this.#findMapping(key, options);
    const about = { integrationIds: [integrationId], person: { objectType, externalId } };
    const { entries } = await this.#inboxControl.list(about, { limit: MAX_ENTRIES, ...options });
    const phones = mapping?.phoneNumbers ?? [];
    const activities = await Promise.all(
      phones.map(async (contactPhone) => this.#activities.findByPhone({ integrationId, contactPhone, limit: MAX_ACTIVITIES }, options)),
    );
    return { mapping, decision: decidePerson(mapping), entries, activities: activities.flat() };
  }

  /**
   * Has a person synced as soon as possible, as if the CRM had reported a change, and also where Quo is known to hold them
   * unchanged: the contact may have been changed or deleted there. Durable when it resolves.
   * @returns the entry of the inbox that says what became of it.
   */
  async syncNow({ connector, ...key }: PersonKey & IntegrationRef, options: CallOptions = {}): Promise<string> {
    const { integrationId, objectType, externalId } = key;
    const eventId = this.#dependencies.ids.next();
    const id = toEntryId('sync-now', objectType, externalId, eventId);
    const event: CrmEvent = { eventId: id, change: { kind: 'person-changed', objectType, externalId } };
    const entry = {
      integrationId,
      connector,
      id,
      kind: 'crm-event',
      data: { eventId: event.eventId, change: { ...event.change }, force: true },
    };
    await scheduleEntries(this.#dependencies, [entry], options);
    return id;
  }

  async #findMapping({ integrationId, objectType, externalId }: PersonKey, options: CallOptions): Promise<PersonMapping | undefined> {
    const { mappingRepository } = this.#dependencies;
    const [mapping] = await mappingRepository.findMany({ integrationId, objectType, externalIds: [externalId], ...options });
    return mapping;
  }

  async #load(integration: IntegrationRef): Promise<CrmIntegration> {
    const crm = await this.#dependencies.resolveIntegration(integration);
    if (crm !== undefined && crm !== 'deleted') return crm;
    throw new UnknownIntegrationError(
      `The integration ${integration.integrationId} cannot be loaded here: look at its credentials and its status`,
    );
  }
}

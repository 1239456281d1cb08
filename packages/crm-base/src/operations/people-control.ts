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
import { ActivityStore, type KnownActivity } from '../activities/activity-store.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmEvent } from '../connector/crm-webhooks.ts';
import type { ResolveIntegration } from '../connector/resolve-integration.ts';
import { UnknownIntegrationError } from '../failures/unknown-integration-error.ts';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import { toEntryId } from '../inbox/to-entry-id.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { InboxControl } from './inbox-control.ts';

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

/** By what a person is looked up. */
export type PersonLookup =
  /** A phone number, E.164. */
  | { readonly phone: string }
  /** The id in the CRM. @param objectType - @defaultValue each that the integration syncs */
  | { readonly crmId: string; readonly objectType?: string | undefined }
  /** The id of the contact in Quo, which is requested there. */
  | { readonly quoId: string };

/** Where the integration of a person is. */
export interface IntegrationRef {
  readonly integrationId: string;
  readonly connector: string;
}

/** What became of a person, in a word and a sentence. */
export interface PersonDecision {
  /** SYNCED, UNCONFIRMED, CONTENT_UNKNOWN, UNKNOWN, or the code of the failure. */
  readonly code: string;
  readonly message: string;
}

/** A person whom a lookup has found. */
export interface FoundPersonMapping {
  readonly mapping: PersonMapping;
  readonly decision: PersonDecision;
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
   * @returns the people who are known by a phone number or an id; several where they share a number or an id.
   * @throws {UnknownIntegrationError} when the integration cannot be loaded, which ids of Quo need, and ids of the CRM without an object type.
   * @throws {ApiError} when Quo does not say which contact it is.
   */
  async lookup(integration: IntegrationRef, by: PersonLookup, options: CallOptions = {}): Promise<readonly FoundPersonMapping[]> {
    const mappings = await this.#find(integration, by, options);
    return mappings.map((mapping) => ({ mapping, decision: decisionOf(mapping) }));
  }

  /** @returns all that is known of a person, of whom nothing need be known. */
  async describe(key: PersonKey, options: CallOptions = {}): Promise<PersonFile> {
    const { integrationId, objectType, externalId } = key;
    const { mappingRepository } = this.#dependencies;
    const [mapping] = await mappingRepository.findMany({ integrationId, objectType, externalIds: [externalId], ...options });
    const about = { integrationIds: [integrationId], person: { objectType, externalId } };
    const { entries } = await this.#inboxControl.list(about, { limit: MAX_ENTRIES, ...options });
    const phones = mapping?.phoneNumbers ?? [];
    const activities = await Promise.all(
      phones.map(async (contactPhone) => this.#activities.findByPhone({ integrationId, contactPhone, limit: MAX_ACTIVITIES }, options)),
    );
    return { mapping, decision: decisionOf(mapping), entries, activities: activities.flat() };
  }

  /**
   * Has a person synced as soon as possible, as if the CRM had reported a change: durable when it resolves.
   * @returns the entry of the inbox that says what became of it.
   */
  async syncNow({ connector, ...key }: PersonKey & IntegrationRef, options: CallOptions = {}): Promise<string> {
    const { integrationId, objectType, externalId } = key;
    const eventId = this.#dependencies.ids.next();
    const id = toEntryId('sync-now', objectType, externalId, eventId);
    const event: CrmEvent = { eventId: id, change: { kind: 'person-changed', objectType, externalId } };
    const entry = { integrationId, connector, id, kind: 'crm-event', data: { eventId: event.eventId, change: { ...event.change } } };
    await scheduleEntries(this.#dependencies, [entry], options);
    return id;
  }

  async #find(integration: IntegrationRef, by: PersonLookup, options: CallOptions): Promise<readonly PersonMapping[]> {
    const { mappingRepository } = this.#dependencies;
    const { integrationId } = integration;
    if ('phone' in by) return mappingRepository.findByPhones({ integrationId, phoneNumbers: [by.phone], ...options });
    if ('crmId' in by && by.objectType !== undefined)
      return mappingRepository.findMany({ integrationId, objectType: by.objectType, externalIds: [by.crmId], ...options });
    const crm = await this.#load(integration);
    const externalId = 'crmId' in by ? by.crmId : await externalIdOf(crm, by.quoId, options);
    if (externalId === undefined) return [];
    const found = await Promise.all(
      crm.config.personObjectTypes.map(async ({ crmObjectName: objectType }) =>
        mappingRepository.findMany({ integrationId, objectType, externalIds: [externalId], ...options }),
      ),
    );
    return found.flat();
  }

  async #load(integration: IntegrationRef): Promise<CrmIntegration> {
    const crm = await this.#dependencies.resolveIntegration(integration);
    if (crm !== undefined && crm !== 'deleted') return crm;
    throw new UnknownIntegrationError(
      `The integration ${integration.integrationId} cannot be loaded here: look at its credentials and its status`,
    );
  }
}

/** Contacts of others have ids of their own. */
async function externalIdOf({ quoContacts, quoSource }: CrmIntegration, quoId: string, options: CallOptions): Promise<string | undefined> {
  const contact = await quoContacts.get?.(quoId, options);
  return contact?.source === quoSource ? (contact.externalId ?? undefined) : undefined;
}

function decisionOf(mapping: PersonMapping | undefined): PersonDecision {
  if (mapping === undefined)
    return {
      code: 'UNKNOWN',
      message: 'Nothing was written: no sync has seen the person, there is no phone number, or the person was removed',
    };
  const { failure, quoContactId, contentHash } = mapping;
  if (failure !== null)
    return { code: failure.code, message: 'The last write failed for good; a redrive or a change in the CRM tries again' };
  if (quoContactId === null) return { code: 'UNCONFIRMED', message: 'A write was begun and not confirmed; the next sync writes again' };
  if (contentHash === null)
    return { code: 'CONTENT_UNKNOWN', message: 'Quo has a contact whose content is not certain; the next sync writes again' };
  return { code: 'SYNCED', message: 'Quo is known to hold the newest version that was seen' };
}

import { ConfigurationError, type CallOptions, type JsonObject } from '@frigg-crm/core';
import { classifyError } from '@frigg-crm/http';
import type { QuoContact, QuoContacts } from '@frigg-crm/quo';
import pLimit from 'p-limit';
import { resolveCrmConfig, type CRMConfig, type ResolvedCRMConfig } from './connector/crm-config.ts';
import type { ActivityFormats, ActivityWriter } from './connector/activity-target.ts';
import type { CrmIntegration, PersonScope } from './connector/crm-integration.ts';
import type { CrmEvent, IncomingWebhook, WebhookSetup, WebhookSetupResult } from './connector/crm-webhooks.ts';
import type { CrmPersonRef, LoggedActivity } from './connector/logged-activity.ts';
import type { QuoWorkspace } from './connector/quo-workspace.ts';
import type { FetchPersonPageParams, PersonPage } from './connector/person-page.ts';
import type { References } from './connector/references.ts';
import type { UserAction } from './connector/user-action.ts';
import type { ProcessManager } from './process/process-manager.ts';
import type { QueueManager } from './queue/queue-manager.ts';
import type { StartedSync, SyncOrchestrator } from './operations/sync-orchestrator.ts';

/** How many people are fetched at once where a CRM has no call for many. */
const FETCH_BY_ID_CONCURRENCY = 5;

/** What a connector is made with. An engine of `createSyncEngine` has the managers and the orchestrator: `{ ...engine, integrationId, … }`. */
export interface BaseCRMIntegrationDependencies {
  readonly integrationId: string;
  /** The owner; a sync without one is refused. */
  readonly userId: string;
  /** Where the people go. */
  readonly quoContacts: QuoContacts;
  /** Calls, texts, lines and users of the workspace: a client made by `createQuoClient`. @defaultValue none: only people are synced */
  readonly quo?: QuoWorkspace | undefined;
  /** Marks the contacts of this connector in Quo, which refuses what begins with `openphone` or `csv`. Never change it: with the external id it says which contact is which. @defaultValue the connector's id */
  readonly quoSource?: string | undefined;
  readonly processManager: ProcessManager;
  readonly queueManager: QueueManager;
  readonly syncOrchestrator: SyncOrchestrator;
  /** What workers of the program remember together, as `createSyncEngine` makes it. @defaultValue each integration remembers for itself */
  readonly references?: References | undefined;
  /** The configuration of the stored integration, of which a connector reads what its owner can set. @defaultValue nothing is set */
  readonly settings?: JsonObject | undefined;
  /** Settings of this installation, on top of the connector's own. */
  readonly config?:
    | {
        /** Which types of persons are synced, where the connector has several. @defaultValue the connector's */
        readonly personObjectTypes?: CRMConfig['personObjectTypes'] | undefined;
        readonly syncConfig?: Partial<CRMConfig['syncConfig']>;
        readonly queueConfig?: CRMConfig['queueConfig'];
      }
    | undefined;
}

const REQUIRED = ['integrationId', 'userId', 'quoContacts', 'processManager', 'queueManager', 'syncOrchestrator'] as const;

/** What a connector's class says about itself. */
interface ConnectorClass {
  readonly Definition?: { readonly name: string };
  readonly CRMConfig?: CRMConfig;
}

/**
 * A CRM connector: two static facts and two methods make a sync.
 *
 * @example
 * ```ts
 * class AcmeIntegration extends BaseCRMIntegration<AcmePerson> {
 *   static readonly Definition = { name: 'acme' };
 *   static readonly CRMConfig: CRMConfig = {
 *     personObjectTypes: [{ crmObjectName: 'Person' }],
 *     syncConfig: { paginationType: 'CURSOR_BASED' },
 *   };
 *   async fetchPersonPage({ cursor, limit, modifiedSince }: FetchPersonPageParams): Promise<PersonPage<AcmePerson>> { … }
 *   transformPersonToQuo(person: AcmePerson): QuoContact { … }
 * }
 * ```
 */
export abstract class BaseCRMIntegration<Person = unknown> implements CrmIntegration<Person> {
  readonly integrationId: string;
  readonly userId: string;
  readonly connector: string;
  readonly config: ResolvedCRMConfig;
  readonly quoContacts: QuoContacts;
  readonly quoSource: string;
  readonly quo: QuoWorkspace | undefined;
  /** Markdown with emoji. Override it where the CRM shows something else. */
  readonly activityFormats: ActivityFormats = { calls: { format: 'markdown' }, messages: { format: 'markdown' } };
  /** What owners can start beside what all integrations have. Override it with actions of {@link defineUserAction}. */
  readonly userActions: readonly UserAction[] = [];
  /** What writes calls and texts, where that is a class of its own: all methods of activities go to it. @defaultValue none */
  protected readonly activities?: ActivityWriter | undefined;
  protected readonly processManager: ProcessManager;
  protected readonly queueManager: QueueManager;
  protected readonly syncOrchestrator: SyncOrchestrator;

  /** @throws {ConfigurationError} when the class lacks `Definition.name` or a usable `CRMConfig`, or naming the dependencies that are missing. */
  constructor(dependencies: BaseCRMIntegrationDependencies) {
    // TypeScript does not know of statics that a subclass adds.
    const { Definition, CRMConfig } = new.target as ConnectorClass;
    if (Definition === undefined || CRMConfig === undefined)
      throw new ConfigurationError(`${new.target.name} needs static Definition = { name } and static CRMConfig`);
    // Programs in JavaScript may leave out anything; without an owner a sync is refused much later.
    const given: Partial<BaseCRMIntegrationDependencies> = { ...dependencies };
    const missing = REQUIRED.filter((key) => given[key] === undefined || given[key] === null || given[key] === '');
    if (missing.length > 0) throw new ConfigurationError(`${new.target.name} cannot be made without ${missing.join(', ')}`);
    this.connector = Definition.name;
    this.config = resolveCrmConfig({
      personObjectTypes: dependencies.config?.personObjectTypes ?? CRMConfig.personObjectTypes,
      syncConfig: { ...CRMConfig.syncConfig, ...dependencies.config?.syncConfig },
      queueConfig: { ...CRMConfig.queueConfig, ...dependencies.config?.queueConfig },
    });
    this.integrationId = dependencies.integrationId;
    this.userId = dependencies.userId;
    this.quoContacts = dependencies.quoContacts;
    this.quo = dependencies.quo;
    this.quoSource = dependencies.quoSource ?? Definition.name;
    this.processManager = dependencies.processManager;
    this.queueManager = dependencies.queueManager;
    this.syncOrchestrator = dependencies.syncOrchestrator;
  }

  /** @returns one page of people, at most `params.limit`. */
  abstract fetchPersonPage(params: FetchPersonPageParams, options: CallOptions): Promise<PersonPage<Person>>;

  /** @throws for a record that cannot become a contact. */
  abstract transformPersonToQuo(person: Person, scope: PersonScope): Promise<QuoContact> | QuoContact;

  /**
   * Makes contacts of all persons of a page. Implement it, beside `transformPersonToQuo`, where many persons need the same
   * lookup. @returns one settled result for each person, in their order.
   */
  transformPersonsToQuo?(persons: readonly Person[], scope: PersonScope): Promise<readonly PromiseSettledResult<QuoContact>[]>;

  /**
   * @returns `undefined`. Override it with the id of the company, workspace or site that is connected: only then is another
   * account noticed before its persons are taken for those of this one.
   */
  async accountIdentity(_options: CallOptions): Promise<string | undefined> {
    return undefined;
  }

  /** @returns the person, or `undefined` when there is none (any more). Needed for webhooks, and where pages hold no whole records. */
  async fetchPersonById(_id: string, { objectType }: PersonScope): Promise<Person | undefined> {
    throw new ConfigurationError(`${this.connector} does not fetch single ${objectType} records: implement fetchPersonById`);
  }

  /** Fetches people one by one, a few at a time. Override it where the CRM has a call for many. */
  async fetchPersonsByIds(ids: readonly string[], scope: PersonScope): Promise<readonly Person[]> {
    const limit = pLimit(FETCH_BY_ID_CONCURRENCY);
    const people = await Promise.all(ids.map(async (id) => limit(async () => this.#fetchIfAllowed(id, scope))));
    return people.filter((person) => person !== undefined);
  }

  /** A record that the CRM refuses for good counts as one that is not there; the others are not concerned. */
  async #fetchIfAllowed(id: string, scope: PersonScope): Promise<Person | undefined> {
    try {
      return await this.fetchPersonById(id, scope);
    } catch (error) {
      const { level, kind } = classifyError(error);
      if (level === 'record' && kind === 'permanent') return undefined;
      throw error;
    }
  }

  /** @returns `person.id` as a string. Override it where the id is elsewhere, or where types share an id space. */
  personExternalId(person: Person, _scope: PersonScope): string | undefined {
    const id = typeof person === 'object' && person !== null && 'id' in person ? person.id : undefined;
    return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  }

  /** @returns `false`. Override it where the CRM lists deleted people. */
  isPersonDeleted(_person: Person): boolean {
    return false;
  }

  /**
   * @returns `undefined`. Override it where the CRM says when a record changed (ISO 8601): only then can a page that was
   * fetched earlier be kept from overwriting what a webhook has delivered since.
   */
  personModifiedAt(_person: Person): string | undefined {
    return undefined;
  }

  /** @returns an empty list. Override it where the CRM can be searched by phone: people who are in no mapping yet are found then. */
  async findPersonsByPhone(_phoneNumber: string, _options: CallOptions): Promise<readonly CrmPersonRef[]> {
    return [];
  }

  /** Searches persons by name, for owners. Implement it where the CRM can do that. */
  searchPersonsByName?(name: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]>;

  /** Finds persons by e-mail address, for operators. Implement it where the CRM can be searched by it. */
  findPersonsByEmail?(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]>;

  /** Writes a call into the CRM. @returns the id of what was written. */
  async logCallToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    if (this.activities?.logCallToActivity !== undefined) return this.activities.logCallToActivity(activity, options);
    throw new ConfigurationError(`${this.connector} does not write calls: implement logCallToActivity`);
  }

  /** Writes a text message into the CRM. @returns the id of what was written. */
  async logSMSToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    if (this.activities?.logSMSToActivity !== undefined) return this.activities.logSMSToActivity(activity, options);
    throw new ConfigurationError(`${this.connector} does not write messages: implement logSMSToActivity`);
  }

  /** @returns `unsupported`: a new activity takes the place of the old one. Override it where the CRM can change what was written. */
  async updateActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<'updated' | 'gone' | 'unsupported'> {
    return this.activities?.updateActivity?.(activityId, activity, options) ?? 'unsupported';
  }

  /** Does nothing. Override it where `updateActivity` is not. */
  async deleteActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<void> {
    await this.activities?.deleteActivity?.(activityId, activity, options);
  }

  /** @returns `undefined`. Override it where the CRM can be searched: a call to it whose answer was lost is then not repeated. */
  async findLoggedActivity(activity: LoggedActivity, options: CallOptions): Promise<string | undefined> {
    return this.activities?.findLoggedActivity?.(activity, options);
  }

  /** Skips it. Override it where the CRM sends webhooks. */
  async setupWebhooks(_setup: WebhookSetup): Promise<WebhookSetupResult> {
    return { status: 'skipped' };
  }

  /** Does nothing. Override it together with `setupWebhooks`. */
  async removeWebhooks(_setup: Omit<WebhookSetup, 'url'>): Promise<void> {}

  /** Refuses it. Override it together with `setupWebhooks`. */
  readWebhook(_request: IncomingWebhook): Promise<readonly CrmEvent[]> | readonly CrmEvent[] {
    throw new ConfigurationError(`${this.connector} takes no webhooks: implement readWebhook`);
  }

  /** @returns `false`. Override it where the owner has to configure something first. */
  checkIfNeedsConfig(_config: JsonObject): Promise<boolean> | boolean {
    return false;
  }

  /** Syncs every person; with `force` also those whom Quo is known to hold unchanged. */
  async startInitialSync(options: { readonly force?: boolean | undefined } = {}): Promise<StartedSync> {
    return this.syncOrchestrator.startInitialSync({ integration: this, ...options });
  }

  /** Syncs the persons that changed since the last completed sync. */
  async startOngoingSync(): Promise<StartedSync> {
    return this.syncOrchestrator.startOngoingSync({ integration: this });
  }

  /** Fetches all persons that changed while no event could come, for `setUpWebhook`. Before the first full sync there is nothing to catch up with. */
  protected async catchUp(): Promise<void> {
    for (const { crmObjectName: objectType } of this.config.personObjectTypes) {
      const lastSync = await this.syncOrchestrator.getLastSyncTime({ integration: this, objectType });
      if (lastSync !== null) return void (await this.startOngoingSync());
    }
  }
}

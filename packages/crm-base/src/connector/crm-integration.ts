import type { CallOptions, JsonObject } from '@frigg-crm/core';
import type { ActivityLine, QuoContact, QuoContacts } from '@frigg-crm/quo';
import type * as z from 'zod';
import type { ResolvedCRMConfig } from './crm-config.ts';
import type { ActivityTarget } from './activity-target.ts';
import type { CrmEvent, IncomingWebhook, WebhookSetup, WebhookSetupResult } from './crm-webhooks.ts';
import type { CrmPersonRef } from './logged-activity.ts';
import type { FetchPersonPageParams, PersonPage } from './person-page.ts';
import type { QuoWorkspace } from './quo-workspace.ts';
import type { UserAction } from './user-action.ts';

/** Which type of person a call is about. */
export interface PersonScope extends CallOptions {
  /** The CRM's own name of the object type. */
  readonly objectType: string;
}

/** One CRM account joined with one Quo workspace, as the sync sees it. `BaseCRMIntegration` is its usual form. */
export interface CrmIntegration<Person = unknown> extends ActivityTarget {
  readonly integrationId: string;
  /** The owner. */
  readonly userId: string;
  /** The connector's id, such as `pipedrive`. */
  readonly connector: string;
  readonly config: ResolvedCRMConfig;
  /** Calls, texts, lines and users of the workspace; absent where only people are synced. */
  readonly quo: QuoWorkspace | undefined;
  /**
   * Says which account of the CRM is connected: the company, workspace or site that all ids belong to, never a token.
   * Compared with that of before, so it must stay the same when the account is connected again.
   * @returns `undefined` when the CRM does not say: then a change of the account cannot be detected.
   */
  accountIdentity(options: CallOptions): Promise<string | undefined>;
  /**
   * Changes whenever the credentials in use are replaced by others, such as at the refresh of a token: the account is then
   * identified again.
   * @defaultValue they stay the same as long as the integration is loaded
   */
  credentialsVersion?(): number | undefined;
  /** Where the people go. */
  readonly quoContacts: QuoContacts;
  /** What the contacts of this connector have in Quo as `source`. */
  readonly quoSource: string;
  /** @returns one page of people. */
  fetchPersonPage(params: FetchPersonPageParams, options: CallOptions): Promise<PersonPage<Person>>;
  /** @returns the person, or `undefined` when there is none (any more). */
  fetchPersonById(id: string, scope: PersonScope): Promise<Person | undefined>;
  /** @returns the people that exist, in any order. */
  fetchPersonsByIds(ids: readonly string[], scope: PersonScope): Promise<readonly Person[]>;
  /** @throws for a record that cannot become a contact; the others are not concerned. */
  transformPersonToQuo(person: Person, scope: PersonScope): Promise<QuoContact> | QuoContact;
  /**
   * Makes contacts of all persons of a page, for connectors that look up in one go what many of them need, such as their
   * companies. Absent: `transformPersonToQuo` is called for each.
   * @returns one result for each person, in their order: `Promise.allSettled` has this form. A person that is rejected
   * harms no other.
   * @throws when none of them can be transformed now: all are tried again, or fail, as the error says.
   */
  transformPersonsToQuo?(persons: readonly Person[], scope: PersonScope): Promise<readonly PromiseSettledResult<QuoContact>[]>;
  /** @returns the id that the person has in Quo as `externalId`; `undefined` for a record without one. */
  personExternalId(person: Person, scope: PersonScope): string | undefined;
  /** @returns whether the CRM lists the person as deleted. */
  isPersonDeleted(person: Person): boolean;
  /** @returns when the CRM changed the person last (ISO 8601), or `undefined` when it does not say: then no version is newer than another. */
  personModifiedAt(person: Person): string | undefined;
  /**
   * Whether a person can be the contact of what went over a Quo line, where lines belong to parts of the CRM, such as sites.
   * @defaultValue each person can
   */
  isContactOfLine?(person: CrmPersonRef, line: ActivityLine | undefined): boolean;
  /**
   * Subscribes to the changes of the CRM's people. May be repeated: what is there already and right is kept.
   * @throws when the CRM cannot be asked now; a refusal is a result.
   */
  setupWebhooks(setup: WebhookSetup): Promise<WebhookSetupResult>;
  /** Ends the subscriptions; what is gone already is fine. @throws when some may still be there. */
  removeWebhooks(setup: Omit<WebhookSetup, 'url'>): Promise<void>;
  /**
   * Verifies a request of the CRM and reads it.
   * @returns its events; none for what does not concern us.
   * @throws {WebhookRefusedError} when it does not prove where it comes from.
   * @throws {InvalidWebhookError} when it is not what the CRM documents.
   */
  readWebhook(request: IncomingWebhook): Promise<readonly CrmEvent[]> | readonly CrmEvent[];
  /**
   * Says which address its owner has to enter in the CRM, where the CRM has no call for webhooks.
   * @param setup.url - Where webhooks are received. @param setup.stored - What the last set-up has stored.
   * @returns `undefined` before the set-up.
   */
  webhookAddress?(setup: Pick<WebhookSetup, 'url' | 'stored'>): string | undefined;
  /** @returns whether the owner has to configure something before the integration can work. */
  checkIfNeedsConfig(config: JsonObject): Promise<boolean> | boolean;
  /**
   * Searches persons by name, for owners: what the CRM finds, the best first. Absent where the CRM cannot be searched.
   * @param options.limit - How many are wanted, at most.
   */
  searchPersonsByName?(name: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]>;
  /**
   * Finds persons by e-mail address, for operators: those who truly have it, whatever its case. Absent where the CRM cannot
   * be searched by address.
   * @param options.limit - How many are wanted, at most.
   */
  findPersonsByEmail?(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly CrmPersonRef[]>;
  /** What the owner can start for this connector, beside what all integrations have; absent: nothing. */
  readonly userActions?: readonly UserAction[] | undefined;
  /** What the owner can set for this connector, beside the phone numbers; absent: nothing. */
  readonly configSchema?: z.ZodObject | undefined;
  /**
   * Starts a full sync; returns the sync that is under way, if there is one.
   * @param options.force - Write also those that Quo is known to hold unchanged. @defaultValue false
   */
  startInitialSync(options?: { readonly force?: boolean | undefined }): Promise<unknown>;
  /** Starts a sync of the people that changed since the last completed one; returns the sync that is under way, if there is one. */
  startOngoingSync(): Promise<unknown>;
}

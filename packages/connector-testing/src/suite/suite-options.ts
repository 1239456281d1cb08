import type { CrmIntegration, CrmPersonRef, LoggedActivity } from '@frigg-crm/crm-base';
import type { OpenedConnector, Sandbox, TestConnector } from '../test-connector.ts';
import type { SuiteArea } from './suite-area.ts';

/** What the suite wants of a sandbox. */
export interface CrmSetup {
  /** How many persons it holds, of usual shapes and each with a number. */
  readonly people: number;
  /** Shares of requests that fail. @defaultValue none */
  readonly faults?: CrmFaults | undefined;
}

/** Shares of requests that fail, from 0 to 1, as `withFaults` of `@frigg-crm/http/sandbox` takes them. */
export interface CrmFaults {
  readonly rateLimited?: number | undefined;
  readonly unavailable?: number | undefined;
  readonly lostAnswer?: number | undefined;
  readonly truncated?: number | undefined;
}

/** A person whom a user adds to the CRM. */
export interface NewPerson {
  /** @defaultValue 'Ana' */
  readonly firstName?: string | undefined;
  /** @defaultValue 'Ruiz' */
  readonly lastName?: string | undefined;
  /** One text per field of the CRM, as people write them; at most two. */
  readonly phones: readonly string[];
  /** @defaultValue none */
  readonly emails?: readonly string[] | undefined;
}

/** What users do in the CRM of a sandbox, and what they see there. */
export interface CrmControl {
  /** The ids of all persons of the first object type, as they appear in Quo. */
  externalIds(): readonly string[];
  /** A user changes a person. */
  change(externalId: string): void;
  /** A user deletes a person. Absent: the CRM of this sandbox deletes no one. */
  readonly remove?: ((externalId: string) => void) | undefined;
  /** A user adds a person. Absent: the persons of this sandbox are made up. */
  readonly add?: ((person: NewPerson) => CrmPersonRef) | undefined;
  /** The access token or key of now is refused from now on. */
  expireAccess(): void;
  /** @returns the token that is accepted from now on, as a refresh does. Absent: access is a key, and cannot be refreshed. */
  readonly renewAccess?: (() => Promise<string> | string) | undefined;
  /**
   * From now on the same token belongs to another account. @returns its integration, where that is another one. Absent: the
   * CRM does not say whose token it is.
   */
  readonly connectOther?: (() => CrmIntegration | undefined) | undefined;
  /** Absent: the connector writes no calls and texts. */
  readonly activities?: ActivityControl | undefined;
  /** Absent: the connector takes no webhooks. */
  readonly webhooks?: WebhookControl | undefined;
}

/** What users see of calls and texts in the CRM. */
export interface ActivityControl {
  /** @returns the texts of all activities on this person that are not deleted, titles included. */
  textsOf(person: CrmPersonRef): readonly string[];
  /** A user deletes an activity. */
  remove(activityId: string, activity: LoggedActivity): Promise<void> | void;
}

/** What the CRM has of webhooks. */
export interface WebhookControl {
  /** @returns the addresses of all webhooks of now. */
  hooks(): readonly string[];
  /** The CRM removes all webhooks by itself. */
  drop(): void;
  /** Changes a person. @returns the request that the CRM sends to the webhook at this address. */
  notify(url: string): Request;
  /** Where a person has to do by hand what other CRMs have calls for. @defaultValue the integration alone */
  readonly byHand?: ((integration: CrmIntegration) => WebhookMethods) | undefined;
}

/** The methods of an integration that are about webhooks. */
export type WebhookMethods = Pick<CrmIntegration, 'setupWebhooks' | 'readWebhook' | 'removeWebhooks'>;

/** What a CRM can do. The suite checks that it is so, and that what it cannot is not promised. */
export interface CrmAbilities {
  /** Lists of changes hold deleted persons. @defaultValue true */
  readonly listDeleted?: boolean | undefined;
  /** Each person says when it changed last. @defaultValue true */
  readonly sayWhenChanged?: boolean | undefined;
  /** Persons are found by their phone number. @defaultValue true */
  readonly searchByPhone?: boolean | undefined;
  /** An activity is found again whose answer was lost. @defaultValue true */
  readonly findLogged?: boolean | undefined;
  /** A phone field can hold a text without a number: false where the CRM itself refuses that. @defaultValue true */
  readonly holdAnyPhoneText?: boolean | undefined;
}

/** How the CRM proves who sends its events. */
export interface WebhookProof {
  /** Its signature covers the body. @defaultValue true */
  readonly signsBody?: boolean | undefined;
  /** The secret is shown once, in the response to the creation. @defaultValue false */
  readonly showsSecretOnce?: boolean | undefined;
  /** The field of the JSON body that proves it, where that is no header. @defaultValue none */
  readonly secretField?: string | undefined;
}

/** The methods of a client, for what all clients promise. */
export interface ClientSuite<Client, ClientOptions> {
  /** The `package.json` of the connector: `new URL('../package.json', import.meta.url)`. */
  readonly manifest: URL;
  /** A cheap call that sends one request. */
  readonly probe: (client: Client) => Promise<unknown>;
  /** One call of each method of each resource with the least that it needs, as `people.list`. */
  readonly calls: Readonly<Record<string, (client: Client) => Promise<unknown>>>;
  /** Options without the limit of requests that tests have. @defaultValue none */
  readonly options?: Partial<ClientOptions> | undefined;
  /** Seconds that `requestsPerSecond` is counted over. @defaultValue 1 */
  readonly windowSeconds?: number | undefined;
}

/** What {@link describeConnector} runs against. */
export interface ConnectorSuite<
  Box extends Sandbox,
  BoxOptions extends object,
  Client,
  ClientOptions extends object,
  Integration extends CrmIntegration,
  Dependencies extends object,
> {
  readonly connector: TestConnector<Box, BoxOptions, Client, ClientOptions, Integration, Dependencies>;
  /** @returns the options of a sandbox that holds what the suite wants, and limits no one but by its faults. */
  readonly sandboxOptions: (setup: CrmSetup) => BoxOptions;
  /** Options of the integration under test, such as its object types. @defaultValue none */
  readonly integrationOptions?: Partial<Dependencies> | undefined;
  readonly crm: (opened: OpenedConnector<Box, Client, Integration, Dependencies>) => CrmControl;
  /** What the CRM cannot do. @defaultValue it can do everything */
  readonly can?: CrmAbilities | undefined;
  readonly webhooks?: WebhookProof | undefined;
  /** Headers of a 429 with which this CRM says when to come again. @defaultValue Retry-After alone */
  readonly rateLimitHeaders?: ((hint: { readonly waitMs: number; readonly nowMs: number }) => Readonly<Record<string, string>>) | undefined;
  /** @returns the records in the response to a list. @defaultValue the longest list of objects */
  readonly recordsOf?: ((body: unknown) => readonly unknown[]) | undefined;
  /** Paths that anyone may call, such as `/v2/self`. @defaultValue none */
  readonly publicPaths?: readonly string[] | undefined;
  /** Which demands, for a second run with other options. @defaultValue all */
  readonly only?: readonly SuiteArea[] | undefined;
  /** @defaultValue the client is not looked at */
  readonly client?: ClientSuite<Client, ClientOptions> | undefined;
}

import type { JsonObject } from '@frigg-crm/core';
import type { FriggIntegrationRow } from './frigg-source.ts';

/** How an integration of Frigg is called here. */
export interface ImportedConnector {
  readonly connector: string;
  /** The source of its contacts in Quo: what Frigg wrote. */
  readonly quoSource: string;
  /** By Frigg's `entityType`, in lower case: the connector's object type. Persons of others are left. @defaultValue each type under its own name */
  readonly objectTypes?: Readonly<Record<string, string>> | undefined;
  /** The object type of persons whose mappings name none. */
  readonly defaultType: string;
  /** Frigg's names of the two modules. @defaultValue `quo…` is Quo, the other one the CRM */
  readonly isQuo?: ((moduleName: string) => boolean) | undefined;
  /** What the tokens' extras are, from the data of the credential: such as the host of the account. @defaultValue none */
  readonly extras?: ((credential: JsonObject) => JsonObject) | undefined;
  /** The account as a server of ours connects it, where its token does not have to be refreshed. @defaultValue none */
  readonly account?: ((credential: JsonObject) => { readonly url: string; readonly token: string } | undefined) | undefined;
  /** What others call the integration. @defaultValue the external ids of the CRM's entities */
  readonly lookupKeys?: ((row: FriggIntegrationRow) => readonly string[]) | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** @returns the extra `apiDomain`, however the module of Frigg has spelt it. */
function apiDomainOf({ api_domain: snake, apiDomain: camel }: JsonObject): JsonObject {
  const apiDomain = text(snake) ?? text(camel);
  return apiDomain === undefined ? {} : { apiDomain };
}

/** The connectors of this project, by the `config.type` that Frigg apps have for them. */
export const FRIGG_CONNECTORS: Readonly<Record<string, ImportedConnector>> = {
  pipedrive: {
    connector: 'pipedrive',
    quoSource: 'openphone-pipedrive',
    objectTypes: { person: 'Person', persons: 'Person', people: 'Person', contact: 'Person' },
    defaultType: 'Person',
    extras: apiDomainOf,
  },
  attio: {
    connector: 'attio',
    quoSource: 'openphone-attio',
    objectTypes: { people: 'people', person: 'people', contact: 'people' },
    defaultType: 'people',
    // Attio's tokens do not end.
    account: (credential) => {
      const token = text(credential['access_token']);
      return token === undefined ? undefined : { url: 'https://api.attio.com', token };
    },
  },
  zoho: {
    connector: 'zoho',
    quoSource: 'openphone-zoho',
    objectTypes: { contact: 'Contact', contacts: 'Contact', account: 'Account', accounts: 'Account', lead: 'Lead', leads: 'Lead' },
    defaultType: 'Contact',
    extras: apiDomainOf,
  },
  axisCare: {
    connector: 'axiscare',
    quoSource: 'axiscare',
    objectTypes: { client: 'client', lead: 'lead', caregiver: 'caregiver', applicant: 'applicant' },
    defaultType: 'client',
  },
  scalingtest: {
    connector: 'scaling-test',
    quoSource: 'scalingtest',
    objectTypes: { person: 'Person', people: 'Person', contact: 'Person' },
    defaultType: 'Person',
  },
};

/** @returns whether a module is that of Quo: `quo`, or `quo-zoho` where an integration has its own. */
export const isQuoModule = (moduleName: string): boolean => /^(quo|openphone)(-|$)/i.test(moduleName);

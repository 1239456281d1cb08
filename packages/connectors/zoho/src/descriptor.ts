import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { UNLIMITED_REQUESTS, defaultCountryOption, isInShare, listOption, listedPageOf } from '@frigg-crm/crm-base/connector';
import { createZohoClient } from './client/create-zoho-client.ts';
import { zohoObjectTypeSchema, type ZohoObjectType } from './client/zoho-modules.ts';
import { ZohoIntegration } from './zoho-integration.ts';

const zohoTypes = listOption<ZohoObjectType>(
  {
    flags: '--zoho-types <types>',
    variable: 'FRIGG_CRM_ZOHO_TYPES',
    description: 'which of Contact, Lead and Account are synced, with commas (default: Contact)',
    problem: 'must be some of Contact, Lead and Account, with commas',
  },
  (text) => zohoObjectTypeSchema.safeParse(text).success,
);

/** This connector, for programs that offer several. */
export const zohoConnector: ConnectorDescriptor = {
  id: ZohoIntegration.Definition.name,
  title: 'Zoho CRM',
  account: {
    urlHelp: 'https://www.zohoapis.<com, eu, in, com.au, jp, ca, …>, the api_domain of the data centre',
    exampleUrl: 'https://www.zohoapis.eu',
    tokenHelp: 'an OAuth access token',
  },
  options: { defaultCountry: defaultCountryOption, zohoTypes: zohoTypes.option },
  configSchema: ZohoIntegration.ConfigSchema,
  connect({ url: baseUrl, token = '', name: account, requestsPerSecond, options: settings = {} }, { logger, ...options }) {
    const { defaultCountry, zohoTypes: types } = settings;
    // The URL is the operator's own, not one that a token response names: it may be a sandbox on this machine.
    const client = createZohoClient({ baseUrl, allowLoopback: true, token, account, requestsPerSecond, logger, ...options });
    const objectTypes = types === undefined ? (['Contact'] as const) : zohoTypes.read(types);
    return (dependencies) => new ZohoIntegration({ ...dependencies, client, objectTypes, defaultCountry, logger });
  },
  async openSandbox({ persons, withoutPhone = 0, refused = 0, requestsPerSecond = UNLIMITED_REQUESTS, faults }) {
    const { createZohoSandbox } = await import('./sandbox/index.ts');
    const { fetch, accessToken: token } = createZohoSandbox({ contacts: persons, accounts: 0, withoutPhone, requestsPerSecond, faults });
    const isRefused = (externalId: string | null): boolean => isInShare(Number((externalId ?? '').slice(-9)), refused);
    const listedPage = listedPageOf('/Contacts', { cursor: 'page_token', without: ['if-modified-since', 'ids'] });
    return { fetch, token, isRefused, listedPage };
  },
};

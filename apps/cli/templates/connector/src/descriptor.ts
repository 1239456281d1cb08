import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { UNLIMITED_REQUESTS, defaultCountryOption, isInShare } from '@frigg-crm/crm-base/connector';
import { BlankCrmIntegration } from './blank-crm-integration.ts';
import { createBlankCrmClient } from './client/blank-crm-client.ts';

/** This connector, for programs that offer several. */
export const blankCrmConnector: ConnectorDescriptor = {
  id: BlankCrmIntegration.Definition.name,
  title: 'Blank CRM',
  account: {
    urlHelp: 'https://api.blank-crm.example',
    exampleUrl: 'https://api.blank-crm.example',
    tokenHelp: 'an API key of the account',
  },
  options: { defaultCountry: defaultCountryOption },
  connect({ url, token = '', name: account, requestsPerSecond, options: { defaultCountry } = {} }, { logger, ...options }) {
    const baseUrl = url.replace(/\/+$/, '');
    const client = createBlankCrmClient({ baseUrl, token, account, requestsPerSecond, logger, ...options });
    return (dependencies) => new BlankCrmIntegration({ ...dependencies, client, defaultCountry, logger });
  },
  async openSandbox({ persons: people, refused = 0, requestsPerSecond = UNLIMITED_REQUESTS, ...options }) {
    const { createBlankCrmSandbox, listedPage } = await import('./sandbox/index.ts');
    const { fetch, accessToken: token } = createBlankCrmSandbox({ people, requestsPerSecond, ...options });
    return { fetch, token, isRefused: (externalId) => isInShare(Number(externalId), refused), listedPage };
  },
};

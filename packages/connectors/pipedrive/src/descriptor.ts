import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { UNLIMITED_REQUESTS, defaultCountryOption, isInShare, listedPageOf } from '@frigg-crm/crm-base/connector';
import { createRequestBudget } from '@frigg-crm/http';
import { createPipedriveClient } from './client/create-pipedrive-client.ts';
import { PipedriveIntegration } from './pipedrive-integration.ts';

/** This connector, for programs that offer several. */
export const pipedriveConnector: ConnectorDescriptor = {
  id: PipedriveIntegration.Definition.name,
  title: 'Pipedrive',
  account: {
    urlHelp: 'https://<company>.pipedrive.com',
    exampleUrl: 'https://your-company.pipedrive.com',
    tokenHelp: 'an OAuth access token',
  },
  options: { defaultCountry: defaultCountryOption },
  configSchema: PipedriveIntegration.ConfigSchema,
  connect({ url: baseUrl, token = '', name: account, requestsPerSecond, options: { defaultCountry } = {} }, { logger, ...options }) {
    const budget = requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond });
    // The URL is the operator's own, not one that a token response names: it may be a sandbox on this machine.
    const client = createPipedriveClient({ baseUrl, allowLoopback: true, token, account, budget, logger, ...options });
    return (dependencies) => new PipedriveIntegration({ ...dependencies, client, defaultCountry, logger });
  },
  async openSandbox({ persons, withoutPhone = 0, refused = 0, requestsPerSecond = UNLIMITED_REQUESTS, faults }) {
    const { createPipedriveSandbox } = await import('./sandbox/index.ts');
    const { fetch, accessToken: token } = createPipedriveSandbox({
      people: persons,
      withoutPhone,
      requestsPer2s: requestsPerSecond * 2,
      faults,
    });
    const listedPage = listedPageOf('/persons', { cursor: 'cursor', without: ['updated_since', 'ids'] });
    return { fetch, token, isRefused: (externalId) => isInShare(Number(externalId), refused), listedPage };
  },
};

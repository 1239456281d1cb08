import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
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
  options: {
    defaultCountry: {
      flags: '--default-country <code>',
      variable: 'FRIGG_CRM_DEFAULT_COUNTRY',
      description: 'country of phone numbers without +, two letters (default: US)',
      problemOf: (value) => (/^[A-Z]{2}$/.test(value) ? undefined : 'must be two capital letters (ISO 3166-1), such as US'),
    },
  },
  connect({ url: baseUrl, token = '', name: account, requestsPerSecond, options: { defaultCountry } = {} }, { logger, ...options }) {
    const budget = requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond });
    // The URL is the operator's own, not one that a token response names: it may be a sandbox on this machine.
    const client = createPipedriveClient({ baseUrl, allowLoopback: true, token, account, budget, logger, ...options });
    return (dependencies) => new PipedriveIntegration({ ...dependencies, client, defaultCountry, logger });
  },
  async openSandbox({ persons, withoutPhone = 0, refused = 0, requestsPerSecond = UNLIMITED, faults }) {
    const { createPipedriveSandbox } = await import('./sandbox/index.ts');
    const sandbox = createPipedriveSandbox({ people: persons, withoutPhone, requestsPer2s: requestsPerSecond * 2, faults });
    return { fetch: sandbox.fetch, token: sandbox.accessToken, isRefused: (externalId) => isRefused(externalId, refused), listedPage };
  },
};

/** More than any program sends. */
const UNLIMITED = 10_000;

/** The persons of the sandbox have the ids 1, 2, 3 …: each hundredth of them is one in a hundred. */
function isRefused(externalId: string | null, share: number): boolean {
  return share > 0 && Number(externalId) % Math.round(1 / share) === 0;
}

function listedPage({ url }: Request): string | undefined {
  const { pathname, searchParams } = new URL(url);
  if (!pathname.endsWith('/persons') || searchParams.has('updated_since') || searchParams.has('ids')) return undefined;
  return searchParams.get('cursor') ?? 'first';
}

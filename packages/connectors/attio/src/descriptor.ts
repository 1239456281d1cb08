import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { UNLIMITED_REQUESTS, defaultCountryOption, isInShare } from '@frigg-crm/crm-base/connector';
import { createRequestBudget } from '@frigg-crm/http';
import * as z from 'zod';
import { AttioIntegration } from './attio-integration.ts';
import { createAttioClient } from './client/create-attio-client.ts';

/** This connector, for programs that offer several. */
export const attioConnector: ConnectorDescriptor = {
  id: AttioIntegration.Definition.name,
  title: 'Attio',
  account: {
    urlHelp: 'https://api.attio.com',
    exampleUrl: 'https://api.attio.com',
    tokenHelp: 'an API key of the workspace or an OAuth access token',
  },
  options: { defaultCountry: defaultCountryOption },
  connect({ url: baseUrl, token = '', name: account, requestsPerSecond, options: { defaultCountry } = {} }, { logger, ...options }) {
    const budget = requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond });
    // The URL is the operator's own: it may be a sandbox on this machine.
    const client = createAttioClient({ baseUrl, allowLoopback: true, token, account, budget, logger, ...options });
    return (dependencies) => new AttioIntegration({ ...dependencies, client, defaultCountry, logger });
  },
  async openSandbox({ persons, withoutPhone = 0, refused = 0, requestsPerSecond = UNLIMITED_REQUESTS, faults }) {
    const { createAttioSandbox, numberOfSandboxId } = await import('./sandbox/index.ts');
    const sandbox = createAttioSandbox({ people: persons, withoutPhone, requestsPerSecond, faults, acceptsLoopback: true });
    return {
      fetch: sandbox.fetch,
      token: sandbox.accessToken,
      isRefused: (externalId) => isInShare(numberOfSandboxId(externalId), refused),
      listedPage,
    };
  },
};

/** Pages of all people have an offset in their body, queries for ids and numbers a filter. */
async function listedPage(request: Request): Promise<string | undefined> {
  if (!request.url.endsWith('/objects/people/records/query')) return undefined;
  const { offset, filter } = pageSchema.parse(await request.clone().json());
  if (filter !== undefined) return undefined;
  return offset === 0 ? 'first' : String(offset);
}

const pageSchema = z.object({ offset: z.number().default(0), filter: z.unknown().optional() });

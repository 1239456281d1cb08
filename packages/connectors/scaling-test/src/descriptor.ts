import type { ConnectorAccount, ConnectorDescriptor } from '@frigg-crm/crm-base';
import { createRequestBudget } from '@frigg-crm/http';
import { createScalingTestClient, type ScalingTestClientOptions } from './client/scaling-test-client.ts';
import { isRefusedBySandbox } from './people/synthetic-id.ts';
import { ScalingTestIntegration } from './scaling-test-integration.ts';

/** `synthetic:10000` stands for a CRM with that many persons in the program itself. */
const isBuiltIn = (url: string): boolean => url.startsWith('synthetic:');

/** This connector, for programs that offer several. */
export const scalingTestConnector: ConnectorDescriptor = {
  id: ScalingTestIntegration.Definition.name,
  title: 'a synthetic CRM',
  account: {
    urlHelp: 'synthetic:<persons>, or where its sandbox is served',
    exampleUrl: 'synthetic:10000',
    tokenHelp: 'what the sandbox accepts; none for synthetic:',
    isBuiltIn,
  },
  async connect(account, options) {
    const { requestsPerSecond } = account;
    const budget = requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond });
    const client = createScalingTestClient({ ...(await toTarget(account)), ...options, budget });
    return (dependencies) => new ScalingTestIntegration({ ...dependencies, client });
  },
  async openSandbox({ persons, withoutPhone, refused, ...limits }) {
    const { createScalingTestSandbox } = await import('./sandbox/index.ts');
    const sandbox = createScalingTestSandbox({ people: persons, withoutPhoneShare: withoutPhone, refusedShare: refused, ...limits });
    return { fetch: sandbox.fetch, token: sandbox.token, isRefused: isRefusedBySandbox, listedPage };
  },
};

async function toTarget({ url, token = '' }: ConnectorAccount): Promise<Pick<ScalingTestClientOptions, 'baseUrl' | 'fetch' | 'token'>> {
  if (!isBuiltIn(url)) return { baseUrl: url.replace(/\/+$/, ''), token };
  const { createScalingTestSandbox, readSyntheticUrl } = await import('./sandbox/index.ts');
  const sandbox = createScalingTestSandbox(readSyntheticUrl(url));
  return { token: sandbox.token, fetch: sandbox.fetch };
}

function listedPage({ url }: Request): string | undefined {
  const { pathname, searchParams } = new URL(url);
  if (!pathname.endsWith('/people') || searchParams.has('modifiedSince')) return undefined;
  return searchParams.get('page') ?? searchParams.get('cursor') ?? 'first';
}

import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { UNLIMITED_REQUESTS, defaultCountryOption, isInShare, listOption } from '@frigg-crm/crm-base/connector';
import { createRequestBudget } from '@frigg-crm/http';
import { AxisCareIntegration } from './axiscare-integration.ts';
import { SITE_NUMBER, createAxisCareClient, type AxisCareClient } from './client/create-axiscare-client.ts';
import { PERSON_TYPES, readExternalId, type AxisCarePersonType } from './person-keys.ts';

/** What a sandbox on this machine counts as, whose address has no site number. */
const LOCAL_SITE = 'local';

const personTypes = listOption<AxisCarePersonType>(
  {
    flags: '--person-types <list>',
    variable: 'FRIGG_CRM_PERSON_TYPES',
    description: `people to sync, of ${PERSON_TYPES.join(', ')} (default: client)`,
    problem: `must be a comma list of ${PERSON_TYPES.join(', ')}`,
  },
  PERSON_TYPES,
);
const furtherSites = listOption(
  {
    flags: '--further-sites <list>',
    variable: 'FRIGG_CRM_FURTHER_SITES',
    description: 'site numbers that the token is good for too, a comma list (default: none)',
    problem: 'must be a comma list of site numbers',
  },
  (text) => SITE_NUMBER.test(text),
);

/** This connector, for programs that offer several. */
export const axiscareConnector: ConnectorDescriptor = {
  id: AxisCareIntegration.Definition.name,
  title: 'AxisCare',
  account: {
    urlHelp: 'https://<site number>.axiscare.com',
    exampleUrl: 'https://1234.axiscare.com',
    tokenHelp: 'an API token of the site',
  },
  options: { defaultCountry: defaultCountryOption, personTypes: personTypes.option, furtherSites: furtherSites.option },
  configSchema: AxisCareIntegration.ConfigSchema,
  connect({ url, token = '', requestsPerSecond, options: given = {} }, { logger, ...options }) {
    const open = (site: { readonly siteNumber: string; readonly baseUrl?: string }): AxisCareClient => {
      const budget = requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond });
      // The URL is the operator's own: it may be a sandbox on this machine.
      return createAxisCareClient({ ...site, allowLoopback: true, token, budget, logger, ...options });
    };
    const client = open({ siteNumber: siteNumberOf(url), baseUrl: url });
    const others = (furtherSites.read(given['furtherSites']) ?? []).map((siteNumber) => open({ siteNumber }));
    return (dependencies) =>
      new AxisCareIntegration({
        ...dependencies,
        client,
        furtherSites: others,
        personTypes: personTypes.read(given['personTypes']),
        defaultCountry: given['defaultCountry'],
        logger,
      });
  },
  async openSandbox({ persons, withoutPhone, refused = 0, requestsPerSecond = UNLIMITED_REQUESTS, faults }) {
    const { createAxisCareSandbox } = await import('./sandbox/index.ts');
    const sandbox = createAxisCareSandbox({ people: { client: persons }, withoutPhone, requestsPerSecond, faults });
    return {
      fetch: sandbox.fetch,
      token: sandbox.token,
      isRefused: (externalId) => isInShare(Number(readExternalId(externalId ?? '')?.id ?? Number.NaN), refused),
      listedPage,
    };
  },
};

/** @returns the first label of a host of AxisCare; any other host is then refused, but for this machine. */
function siteNumberOf(url: string): string {
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: '' };
  return /^([a-z0-9-]+)\.axiscare\.com$/.exec(hostname)?.[1] ?? LOCAL_SITE;
}

function listedPage({ url }: Request): string | undefined {
  const { pathname, searchParams } = new URL(url);
  // The check of the token lists a single client.
  if (pathname !== '/api/clients' || searchParams.has('clientIds') || searchParams.get('limit') === '1') return undefined;
  return searchParams.get('startAfterId') ?? 'first';
}

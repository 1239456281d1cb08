import { ConfigurationError } from '@frigg-crm/core';
import { resolveApiHost, type ApiHostRules, type ResolveApiHostOptions } from '@frigg-crm/http';

/** Zoho CRM API v8, Multi DC. */
const ZOHO_DATA_CENTRES = (
  [
    ['us', 'zoho.com', 'zohoapis.com'],
    ['eu', 'zoho.eu', 'zohoapis.eu'],
    ['in', 'zoho.in', 'zohoapis.in'],
    ['au', 'zoho.com.au', 'zohoapis.com.au'],
    ['cn', 'zoho.com.cn', 'zohoapis.com.cn'],
    ['jp', 'zoho.jp', 'zohoapis.jp'],
    ['ca', 'zohocloud.ca', 'zohoapis.ca'],
    ['sa', 'zoho.sa', 'zohoapis.sa'],
    ['uk', 'zoho.uk', 'zohoapis.uk'],
  ] as const
).map(([location, zoho, api]) => ({
  /** As the callback of a consent names it, such as `eu`. */
  location,
  accountsHost: `accounts.${zoho}`,
  apiHost: `www.${api}`,
  /** Where people work with Zoho CRM. */
  webHost: `crm.${zoho}`,
}));

/** One data centre of Zoho. Accounts, tokens and records of one do not exist in another. */
export type ZohoDataCentre = (typeof ZOHO_DATA_CENTRES)[number];

/** Beside production there are the hosts of sandboxes and of developer accounts. */
function apiHostsOf({ apiHost }: ZohoDataCentre): readonly string[] {
  return ['www.', 'sandbox.', 'developer.'].map((kind) => apiHost.replace(/^www\./, kind));
}

/** Where the API is: `api_domain` of a token response is one of them. */
export const ZOHO_HOSTS: Pick<ResolveApiHostOptions, 'hosts' | 'problem'> = {
  hosts: ZOHO_DATA_CENTRES.flatMap(apiHostsOf),
  problem: "Zoho's api_domain must be one of its data centres, such as https://www.zohoapis.eu: connect the account again",
};

/** Checks the `accounts-server` of a callback, which comes from a query and could name any host, as `resolveApiHost` does. */
export function resolveZohoAccounts(address: string, { allowHosts, allowLoopback }: ApiHostRules = {}): string {
  const problem = "Zoho's accounts-server must be one of its data centres, such as https://accounts.zoho.eu: connect the account again";
  const hosts = ZOHO_DATA_CENTRES.map(({ accountsHost }) => accountsHost);
  return resolveApiHost(address, { hosts, problem, allowHosts, allowLoopback });
}

/** @throws {ConfigurationError} for a location that is not known: another one would never be right. */
export function findDataCentre(location: string): ZohoDataCentre {
  const found = ZOHO_DATA_CENTRES.find((one) => one.location === location);
  if (found !== undefined) return found;
  throw new ConfigurationError('Zoho named a data centre that this version does not know: update it, or connect an account of another one');
}

/** By host of the API. */
const WEB_HOSTS = new Map(ZOHO_DATA_CENTRES.flatMap((one) => apiHostsOf(one).map((host) => [host, one.webHost] as const)));

/** @returns the address at which people open records of the API at `apiUrl`; that of the API itself for a gateway or a sandbox on this machine. */
export function webUrlOf(apiUrl: string): string {
  const { hostname, origin } = new URL(apiUrl);
  const webHost = WEB_HOSTS.get(hostname);
  return webHost === undefined ? origin : `https://${webHost}`;
}

import { ConfigurationError } from '@frigg-crm/core';

/** Which hosts a token may be sent to beside those of Pipedrive. */
export interface ApiDomainRules {
  /** Further host names that may be called over https, such as that of a gateway. @defaultValue [] */
  readonly allowHosts?: readonly string[] | undefined;
  /** Whether this machine may be called, over http too: for a sandbox that is served on it. @defaultValue false */
  readonly allowLoopback?: boolean | undefined;
}

/**
 * Checks the `api_domain` of a token response: our token must not be sent to any other host.
 * @returns the origin, without a slash at the end.
 * @throws {ConfigurationError} unless it is `https://*.pipedrive.com`, an allowed host, or this machine where that is allowed.
 */
export function resolveApiDomain(apiDomain: string, rules: ApiDomainRules = {}): string {
  const url = URL.canParse(apiDomain) ? new URL(apiDomain) : undefined;
  if (url === undefined || !isBareOrigin(url) || !isTrusted(url, rules)) {
    throw new ConfigurationError("Pipedrive's api_domain must look like https://your-company.pipedrive.com: connect the account again");
  }
  return url.origin;
}

function isBareOrigin({ username, password, pathname, search, hash }: URL): boolean {
  return username === '' && password === '' && pathname === '/' && search === '' && hash === '';
}

function isTrusted({ protocol, hostname, port }: URL, { allowHosts = [], allowLoopback = false }: ApiDomainRules): boolean {
  if (isLoopback(hostname)) return allowLoopback && (protocol === 'https:' || protocol === 'http:');
  if (protocol !== 'https:') return false;
  return allowHosts.includes(hostname) || (hostname.endsWith('.pipedrive.com') && port === '');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

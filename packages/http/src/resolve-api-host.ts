import { ConfigurationError } from '@frigg-crm/core';

/** Which hosts a token may be sent to beside those of the API. */
export interface ApiHostRules {
  /** Further host names that may be called over https, such as that of a gateway. @defaultValue [] */
  readonly allowHosts?: readonly string[] | undefined;
  /** Whether this machine may be called, over http too: for a sandbox that is served on it. @defaultValue false */
  readonly allowLoopback?: boolean | undefined;
}

/** Options of {@link resolveApiHost}. */
export interface ResolveApiHostOptions extends ApiHostRules {
  /** Hosts of the API, each over https and without a port: names, or `*.acme.com` for any below one. */
  readonly hosts: readonly string[];
  /** The message of the error: what the address must look like and what to do. */
  readonly problem: string;
}

/**
 * Checks an address of an API that comes from outside, such as that of a token response: a token must not be sent to any other host.
 * @returns the origin, without a slash at the end.
 * @throws {ConfigurationError} unless it is one of the API's hosts, an allowed one, or this machine where that is allowed.
 */
export function resolveApiHost(address: string, { hosts, problem, ...rules }: ResolveApiHostOptions): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !isBareOrigin(url) || !isTrusted(url, hosts, rules)) throw new ConfigurationError(problem);
  return url.origin;
}

/**
 * Makes what reads the address of an API for each attempt, since accounts may move to another host.
 * @param given - The address, or a function where it may change.
 * @param resolve - Checks it, as {@link resolveApiHost} does.
 * @param missing - The message of the error where nothing is given.
 * @throws {ConfigurationError} at once when nothing is given, or what is given cannot be used; later when it has changed to such a one.
 */
export function readHostOf(
  given: string | (() => string) | undefined,
  resolve: (address: string) => string,
  missing: string,
): () => string {
  if (given === undefined) throw new ConfigurationError(missing);
  const read = (): string => resolve(typeof given === 'string' ? given : given());
  read();
  return read;
}

function isBareOrigin({ username, password, pathname, search, hash }: URL): boolean {
  return username === '' && password === '' && pathname === '/' && search === '' && hash === '';
}

function isTrusted(
  { protocol, hostname, port }: URL,
  hosts: readonly string[],
  { allowHosts = [], allowLoopback = false }: ApiHostRules,
): boolean {
  if (isLoopback(hostname)) return allowLoopback && (protocol === 'https:' || protocol === 'http:');
  if (protocol !== 'https:') return false;
  return allowHosts.includes(hostname) || (port === '' && hosts.some((host) => isOf(hostname, host)));
}

function isOf(hostname: string, host: string): boolean {
  return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) && hostname.length > host.length - 1 : hostname === host;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

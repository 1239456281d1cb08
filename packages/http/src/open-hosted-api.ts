import { openApi, type ApiClientOptions, type ApiFacts, type OpenedApi } from './open-api.ts';
import { readHostOf, resolveApiHost, type ApiHostRules, type ResolveApiHostOptions } from './resolve-api-host.ts';
import type { TokenSource } from './token-source.ts';

/** Options that the clients of all APIs have in common whose accounts are at hosts of their own. */
export interface HostedClientOptions extends ApiClientOptions, ApiHostRules {
  /** Where the account is, as a token response names it; a function where that may change. */
  readonly baseUrl?: string | (() => string) | undefined;
  /** An access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
}

/** What one such API is, for {@link openHostedApi}. */
export interface HostedApiFacts extends Omit<ApiFacts, 'baseUrl' | 'account' | 'token'> {
  readonly hosts: Pick<ResolveApiHostOptions, 'hosts' | 'problem'>;
  /** The message of the error where the options have no `baseUrl`. */
  readonly missing: string;
}

/** What every client of an account says of itself. */
export interface AccountClient {
  /** @returns how many access tokens were taken into use; see `TokenSource.version`. */
  tokenVersion?(): number | undefined;
  /** Where the account is now, such as `https://acme.example.com`. */
  readonly baseUrl: string;
}

/** An API that is ready to be called, for one account. */
export interface OpenedHostedApi extends OpenedApi {
  /**
   * Makes the client of its resources.
   * @param addresses - Further addresses that follow from `baseUrl`, and change with it. @defaultValue none
   */
  toClient<Resources extends object, Address extends string = never>(
    resources: Resources,
    addresses?: Readonly<Record<Address, (baseUrl: string) => string>>,
  ): Resources & AccountClient & Readonly<Record<Address, string>>;
}

/**
 * Opens an API whose accounts are at hosts of their own, as {@link openApi} does. The address is read for each attempt, since
 * accounts move, and checked, since a token must not be sent to any other host.
 * @throws {ConfigurationError} when it is missing or not one of the API's, or the token cannot be sent.
 */
export function openHostedApi({ hosts, missing, ...facts }: HostedApiFacts, options: HostedClientOptions): OpenedHostedApi {
  const { token, allowHosts, allowLoopback } = options;
  const baseUrl = readHostOf(options.baseUrl, (address) => resolveApiHost(address, { ...hosts, allowHosts, allowLoopback }), missing);
  return {
    ...openApi({ ...facts, token, baseUrl, account: baseUrl() }, options),
    toClient(resources, addresses) {
      const client = { ...resources, tokenVersion: () => (typeof token === 'string' ? undefined : token.version?.()) };
      const getters = Object.entries<(url: string) => string>(addresses ?? {}).map(
        ([name, toAddress]) => [name, () => toAddress(baseUrl())] as const,
      );
      for (const [name, get] of [['baseUrl', baseUrl] as const, ...getters]) Object.defineProperty(client, name, { get, enumerable: true });
      // The properties are those of the line above.
      return client as never;
    },
  };
}

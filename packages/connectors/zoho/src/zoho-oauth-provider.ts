import type { ApiHostRules } from '@frigg-crm/http';
import { completeAuthorization, describeHostedProvider, openHostedClient, providerOfAccount } from '@frigg-crm/oauth';
import type {
  CompleteAuthorizationOptions,
  CompletedAuthorization,
  HostedOAuthProvider,
  OAuthApp,
  OpenClientOptions,
} from '@frigg-crm/oauth';
import { createZohoClient, type ZohoClient, type ZohoClientOptions } from './client/create-zoho-client.ts';
import { ZOHO_HOSTS, findDataCentre, resolveZohoAccounts } from './client/data-centres.ts';

/** The app as it is registered in Zoho's API console, with Multi-DC switched on. */
export interface ZohoOAuthOptions extends OAuthApp, ApiHostRules {
  /** Where consents begin; Zoho sends the user on to the own data centre. @defaultValue 'https://accounts.zoho.com' */
  readonly accountsUrl?: string | undefined;
  /** @defaultValue what this connector needs */
  readonly scopes?: readonly string[] | undefined;
}

/** How accounts of Zoho are connected, in each data centre. */
export interface ZohoOAuthProvider extends HostedOAuthProvider {
  /** @returns the provider whose token endpoint is that of one data centre. @throws {ConfigurationError} for a server that is not Zoho's. */
  at(accountsUrl: string): ZohoOAuthProvider;
}

/** Without `ZohoSearch.securesearch.READ`, searches are refused with `OAUTH_SCOPE_MISMATCH`. */
const SCOPES = [
  'ZohoCRM.modules.contacts.READ',
  'ZohoCRM.modules.leads.READ',
  'ZohoCRM.modules.accounts.READ',
  'ZohoCRM.modules.calls.ALL',
  'ZohoCRM.modules.notes.ALL',
  'ZohoCRM.notifications.ALL',
  'ZohoCRM.users.READ',
  'ZohoCRM.org.READ',
  'ZohoSearch.securesearch.READ',
] as const;

/**
 * Says how Zoho does OAuth 2 (Zoho CRM API v8, OAuth). Refresh tokens last until they are revoked, and come once. Where a token
 * response names no host, that of the data centre counts, which the callback has named.
 */
export function zohoOAuthProvider(options: ZohoOAuthOptions): ZohoOAuthProvider {
  const { accountsUrl = 'https://accounts.zoho.com', scopes = SCOPES, ...app } = options;
  const facts = {
    name: 'Zoho CRM',
    server: resolveZohoAccounts(accountsUrl, app),
    paths: { authorize: '/oauth/v2/auth', token: '/oauth/v2/token', revoke: '/oauth/v2/token/revoke' },
    clientAuthentication: 'post',
    scopes,
    scopeSeparator: ',',
    usesPkce: false,
    extraAuthorizeParameters: { access_type: 'offline', prompt: 'consent' },
    // Zoho's word for a refresh token that was revoked, or was the oldest of more than twenty.
    refusalCodes: ['invalid_code', 'invalid_grant'],
    host: ZOHO_HOSTS,
  } as const;
  return { ...describeHostedProvider(facts, app), at: (other) => zohoOAuthProvider({ ...options, accountsUrl: other }) };
}

/** Options of {@link completeZohoAuthorization}. */
export interface CompleteZohoAuthorizationOptions extends Omit<CompleteAuthorizationOptions, 'provider' | 'extras'> {
  readonly provider: ZohoOAuthProvider;
}

/**
 * Completes a consent in the data centre that the callback names: a code is worth nothing in another one.
 * @throws {ConfigurationError} before anything is sent, when the callback names no data centre of Zoho.
 * @throws {OAuthCallbackError} saying why the account is not connected.
 */
export async function completeZohoAuthorization(options: CompleteZohoAuthorizationOptions): Promise<CompletedAuthorization> {
  const { provider, callbackUrl } = options;
  const query = new URL(String(callbackUrl), 'https://callback.invalid').searchParams;
  if (query.has('error')) return completeAuthorization(options);
  const location = query.get('location') ?? '';
  const centre = findDataCentre(location);
  const accountsServer = resolveZohoAccounts(query.get('accounts-server') ?? `https://${centre.accountsHost}`, provider.hostRules);
  const extras = { apiDomain: `https://${centre.apiHost}`, accountsServer, location };
  return completeAuthorization({ ...options, provider: provider.at(accountsServer), extras });
}

/** Options of {@link openZohoClient}: the account of a client whose tokens are in the vault. */
export type OpenZohoClientOptions = OpenClientOptions<ZohoClientOptions, ZohoOAuthProvider>;

/**
 * Makes the client of a connected account: its tokens come from the vault and are refreshed in its own data centre.
 * @throws {ConfigurationError} when no account was connected.
 * @example
 * const client = await openZohoClient({ provider: zohoOAuthProvider({ clientId, clientSecret }), vault, integrationId });
 */
export async function openZohoClient(options: OpenZohoClientOptions): Promise<ZohoClient> {
  return openHostedClient<ZohoClientOptions, ZohoClient>(options, createZohoClient);
}

/**
 * Finds the provider of a connected account, whose token endpoint is that of its data centre: for `revokeAuthorization`.
 * @throws {ConfigurationError} when its data centre was not kept: an account is connected with `completeZohoAuthorization`.
 */
export async function zohoProviderOf(
  options: Pick<OpenZohoClientOptions, 'provider' | 'vault' | 'integrationId'>,
): Promise<ZohoOAuthProvider> {
  return providerOfAccount<ZohoOAuthProvider>(options);
}

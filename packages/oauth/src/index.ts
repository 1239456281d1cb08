export { beginAuthorization, type BeginAuthorizationOptions } from './authorize/begin-authorization.ts';
export {
  completeAuthorization,
  type CompleteAuthorizationOptions,
  type CompletedAuthorization,
} from './authorize/complete-authorization.ts';
export { revokeAuthorization, type RevokeAuthorizationOptions } from './authorize/revoke-authorization.ts';
export { OAuthCallbackError, type OAuthErrorCode } from './errors/oauth-callback-error.ts';
export type { OAuthProvider } from './provider/oauth-provider.ts';
export {
  describeHostedProvider,
  describeProvider,
  type AccountHost,
  type HostedOAuthProvider,
  type OAuthApp,
  type ProviderFacts,
} from './provider/describe-provider.ts';
export { importTokens, type ImportTokensOptions, type ImportedTokens } from './tokens/import-tokens.ts';
export { openAccount, type OpenClientOptions, type OpenedAccount } from './tokens/open-account.ts';
export { openHostedClient, providerOfAccount, type OpenHostedClientOptions } from './tokens/open-hosted-client.ts';
export { readStoredTokens, type VersionedTokens } from './tokens/read-stored-tokens.ts';
export type { StoredTokens } from './tokens/stored-tokens.ts';
export { createVaultTokenSource, type VaultTokenSourceOptions } from './tokens/vault-token-source.ts';

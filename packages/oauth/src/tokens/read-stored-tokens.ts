import { CredentialUnreadableError, type CallOptions, type CredentialVault } from '@frigg-crm/core';
import { OAUTH_CREDENTIAL, storedTokensSchema, type StoredTokens } from './stored-tokens.ts';

/** Tokens, and the version under which the vault keeps them. */
export interface VersionedTokens {
  readonly tokens: StoredTokens;
  readonly version: number;
}

/**
 * Reads the tokens of an integration as they are stored, without refreshing them: for their extras, and to see whether
 * the account has to be connected again.
 * @returns `undefined` when it was never connected, or is not any more.
 * @throws {CredentialUnreadableError} when they cannot be decrypted: connect the account again.
 */
export async function readStoredTokens(
  { vault, integrationId }: { readonly vault: CredentialVault; readonly integrationId: string },
  options?: CallOptions,
): Promise<VersionedTokens | undefined> {
  const credential = await vault.read({ integrationId, name: OAUTH_CREDENTIAL }, options);
  if (credential === undefined) return undefined;
  const parsed = storedTokensSchema.safeParse(credential.value);
  if (!parsed.success) {
    throw new CredentialUnreadableError(`The tokens of integration ${integrationId} are of another shape: connect the account again`);
  }
  return { tokens: parsed.data, version: credential.version };
}

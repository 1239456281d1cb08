import type { CredentialVault } from '@frigg-crm/core';
import type { StoredTokens } from './stored-tokens.ts';

/** New tokens that the store has not taken yet. */
export interface UnsavedTokens {
  readonly tokens: StoredTokens;
  /** The `tokenId` of those that they replace. */
  readonly replaces: string;
}

const unsavedByVault = new WeakMap<CredentialVault, Map<string, UnsavedTokens>>();

/**
 * @returns the unsaved tokens of this process, by integration. They outlive the token source that got them: the refresh
 * token before is used up, and a program may make a source for each job.
 */
export function unsavedTokensOf(vault: CredentialVault): Map<string, UnsavedTokens> {
  const known = unsavedByVault.get(vault);
  if (known !== undefined) return known;
  const none = new Map<string, UnsavedTokens>();
  unsavedByVault.set(vault, none);
  return none;
}

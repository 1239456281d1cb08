import type { CredentialVault, KeyService } from '@frigg-crm/core';

/** What a case of the contract works on: an empty store of secrets, and vaults over it. */
export interface CredentialVaultUnderTest {
  readonly vault: CredentialVault;
  /** Another program's vault over the same store, with the master keys named: `current` first, then those before. */
  readonly open: (...keyIds: readonly [string, ...string[]]) => CredentialVault;
}

/** Makes a vault with these keys over the store. */
export type OpenVault = (keys: KeyService) => CredentialVault;

/** One promise of the port, as a test. */
export interface CredentialVaultCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: CredentialVaultUnderTest) => Promise<void>;
}

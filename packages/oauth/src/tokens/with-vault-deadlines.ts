import type { Clock, CredentialVault } from '@frigg-crm/core';
import { withDeadlines } from '@frigg-crm/core/adapter';

/** How long a call of the vault may take, in milliseconds; shorter than a claim, so that its holder knows before it is over. */
const VAULT_TIMEOUT_MS = 20_000;

/** @returns the same vault, whose calls fail with a `StorageError` where it does not respond in time. */
export function withVaultDeadlines(vault: CredentialVault, clock: Clock): CredentialVault {
  return withDeadlines(vault, { clock, name: 'credential vault', ms: VAULT_TIMEOUT_MS, except: ['rotate'] });
}

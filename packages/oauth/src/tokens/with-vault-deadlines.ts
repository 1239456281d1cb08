import { StorageError, type Clock, type CredentialVault } from '@frigg-crm/core';
import { withinTime } from '../client/within-time.ts';

/** Until a call to the vault is given up, in milliseconds; shorter than a claim, so that its holder knows before it is over. */
const VAULT_TIMEOUT_MS = 20_000;

/** @returns the same vault, whose calls fail with a `StorageError` where it does not respond. */
export function withVaultDeadlines(vault: CredentialVault, clock: Clock): CredentialVault {
  const inTime = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const reason = new StorageError(
      `The credential vault did not respond within ${VAULT_TIMEOUT_MS} ms; whether a change took effect is unknown`,
    );
    return withinTime({ clock, timeoutMs: VAULT_TIMEOUT_MS, reason }, work);
  };
  return {
    read: async (...call) => inTime(async () => vault.read(...call)),
    write: async (...call) => inTime(async () => vault.write(...call)),
    remove: async (...call) => inTime(async () => vault.remove(...call)),
    removeAll: async (...call) => inTime(async () => vault.removeAll(...call)),
    rotate: async (...call) => vault.rotate(...call),
  };
}

import { FriggCrmError, type Clock, type CredentialVault, type JsonObject } from '@frigg-crm/core';
import { OAUTH_CREDENTIAL, type StoredTokens } from './stored-tokens.ts';

/** Waits before tokens are stored once more, in milliseconds: they cannot be had twice. */
const RETRY_DELAYS_MS: readonly number[] = [200, 1000, 3000];

/** Stores the tokens of a newly connected account, over whatever was stored before, also while another process refreshes the former ones. */
export async function keepTokens(
  { vault, clock, integrationId }: { readonly vault: CredentialVault; readonly clock: Clock; readonly integrationId: string },
  tokens: StoredTokens,
): Promise<void> {
  const key = { integrationId, name: OAUTH_CREDENTIAL };
  for (let failures = 0; ; failures += 1) {
    try {
      const expectedVersion = await versionOf(vault, key);
      await vault.write({ ...key, value: toValue(tokens), expectedVersion });
      return;
    } catch (error) {
      const delayMs = RETRY_DELAYS_MS[failures];
      if (delayMs === undefined || !FriggCrmError.is(error) || !error.retryable) throw error;
      await clock.sleep(delayMs);
    }
  }
}

/** @returns tokens as JSON. */
export function toValue(tokens: StoredTokens): JsonObject {
  return { ...tokens };
}

async function versionOf(vault: CredentialVault, key: { integrationId: string; name: string }): Promise<number | undefined> {
  try {
    return (await vault.read(key))?.version;
  } catch (error) {
    // To connect the account again is how one recovers from it.
    if (!FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) throw error;
    await vault.remove(key);
    return undefined;
  }
}

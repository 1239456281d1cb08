import { randomBytes } from 'node:crypto';
import { createCredentialVault, readLocalKeys, type CredentialVault, type DocumentStore } from '@frigg-crm/core';
import type { StoreSetting } from '../config/store-setting.ts';
import { withSecretFiles } from '../config/with-secret-files.ts';
import { readKeptSecret } from './kept-secret.ts';

/** Which key encrypts the credentials of a store. */
export interface VaultSetting {
  /** Required unless the store is a SQLite file. */
  readonly vaultKey?: string | undefined;
  readonly store: StoreSetting;
}

/**
 * Opens the credentials of a store. A key that is not given is kept beside the file of the store.
 * @throws {ConfigurationError} when the key cannot be used.
 */
export async function openVault(
  setting: VaultSetting,
  { env, documents }: { readonly env: Readonly<Record<string, string | undefined>>; readonly documents: DocumentStore },
): Promise<CredentialVault> {
  const keys = readLocalKeys({ ...withSecretFiles(undefined, env), FRIGG_CRM_VAULT_KEY: await vaultKeyOf(setting) });
  return createCredentialVault({ documents, keys });
}

async function vaultKeyOf({ vaultKey, store }: VaultSetting): Promise<string> {
  if (vaultKey !== undefined) return vaultKey;
  if (store.kind !== 'sqlite') throw new TypeError('the settings say that it is given');
  return readKeptSecret(`${store.file}.vault-key`, () => `k1:${randomBytes(32).toString('base64')}`);
}

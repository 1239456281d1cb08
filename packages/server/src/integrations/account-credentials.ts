import { FriggCrmError, readCredential, type CallOptions, type CredentialVault, type JsonObject } from '@frigg-crm/core';
import * as z from 'zod';

/** The account of a CRM that was connected with a URL and a token. */
export interface CrmAccount {
  readonly url: string;
  readonly token?: string | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** The workspace of Quo that was connected with a key. */
export interface QuoWorkspaceAccount {
  readonly apiKey: string;
}

/** The names under which the vault keeps what an integration was connected with. */
const NAMES = { crm: 'crm', quo: 'quo' } as const;

const crmSchema = z.object({ url: z.string(), token: z.string().optional(), options: z.record(z.string(), z.string()).optional() });
const quoSchema = z.object({ apiKey: z.string() });

/** @returns what an integration was connected with, for a `loadIntegration` of your own; absent parts are `undefined`. */
export async function readAccounts(
  vault: CredentialVault,
  integrationId: string,
  options?: CallOptions,
): Promise<{ readonly crm: CrmAccount | undefined; readonly quo: QuoWorkspaceAccount | undefined }> {
  const [crm, quo] = await Promise.all([
    readCredential(vault, { integrationId, name: NAMES.crm }, { schema: crmSchema, ...options }),
    readCredential(vault, { integrationId, name: NAMES.quo }, { schema: quoSchema, ...options }),
  ]);
  return { crm: crm?.value, quo: quo?.value };
}

/** Keeps what an integration is connected with; what is not given stays. */
export async function writeAccounts(
  vault: CredentialVault,
  integrationId: string,
  { crm, quo, ...options }: CallOptions & { readonly crm?: CrmAccount | undefined; readonly quo?: QuoWorkspaceAccount | undefined },
): Promise<void> {
  if (quo !== undefined) await replace(vault, { integrationId, name: NAMES.quo, value: { apiKey: quo.apiKey } }, options);
  if (crm === undefined) return;
  const { url, token, options: settings } = crm;
  const value = { url, ...(token !== undefined && { token }), ...(settings !== undefined && { options: settings }) };
  await replace(vault, { integrationId, name: NAMES.crm, value }, options);
}

/** Who replaces a secret has not seen the one before: the last one counts. */
async function replace(
  vault: CredentialVault,
  secret: { readonly integrationId: string; readonly name: string; readonly value: JsonObject },
  options: CallOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const version = await versionOf(vault, secret, options);
    try {
      await vault.write({ ...secret, expectedVersion: version }, options);
      return;
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT') || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

const MAX_ATTEMPTS = 5;

async function versionOf(
  vault: CredentialVault,
  key: { readonly integrationId: string; readonly name: string },
  options: CallOptions,
): Promise<number | undefined> {
  try {
    return (await vault.read(key, options))?.version;
  } catch (error) {
    if (!FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) throw error;
    await vault.remove(key, options);
    return undefined;
  }
}

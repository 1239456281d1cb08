import { FriggCrmError, createRandomIds, type CallOptions, type CredentialVault, type IdGenerator, type JsonObject } from '@frigg-crm/core';
import { toValue } from './keep-tokens.ts';
import { OAUTH_CREDENTIAL, toStoredTokens } from './stored-tokens.ts';

/** Tokens that another program has got and that no program uses any more but this one. */
export interface ImportedTokens {
  readonly accessToken: string;
  /** @defaultValue none: the access token cannot be replaced */
  readonly refreshToken?: string | null | undefined;
  /** Epoch milliseconds. @defaultValue unknown: it is replaced when it is refused */
  readonly expiresAtMs?: number | null | undefined;
  readonly scope?: string | null | undefined;
  /** What `OAuthProvider.readTokens` would have picked, such as the host of the account. @defaultValue nothing */
  readonly extras?: JsonObject | undefined;
  /** The other program was refused with them: the account has to be connected again. @defaultValue false */
  readonly reauthorize?: boolean | undefined;
}

/** What {@link importTokens} stores, and where. */
export interface ImportTokensOptions extends CallOptions {
  readonly vault: CredentialVault;
  readonly integrationId: string;
  readonly tokens: ImportedTokens;
  readonly ids?: IdGenerator | undefined;
}

/**
 * Stores tokens that another program has got, for `openAccount`. Stop that program first: of two that refresh a rotating token
 * one loses it. Tokens that are stored already stay.
 * @returns whether they were stored.
 */
export async function importTokens({ vault, integrationId, tokens, ids, signal }: ImportTokensOptions): Promise<boolean> {
  const key = { integrationId, name: OAUTH_CREDENTIAL };
  if ((await vault.read(key, { signal })) !== undefined) return false;
  const { accessToken, refreshToken = null, expiresAtMs = null, scope = null, extras = {}, reauthorize = false } = tokens;
  const response = { accessToken, refreshToken, expiresAtMs, scope, json: {} };
  const stored = { ...toStoredTokens((ids ?? createRandomIds()).next(), response, extras), reauthorize };
  try {
    await vault.write({ ...key, value: toValue(stored), expectedVersion: undefined }, { signal });
    return true;
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return false;
    throw error;
  }
}

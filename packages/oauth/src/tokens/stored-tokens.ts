import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import type { TokenResponse } from '../client/token-endpoint.ts';

/** The name under which the vault keeps the tokens of an integration. */
export const OAUTH_CREDENTIAL = 'oauth';

/** What the vault keeps; written by this package only. */
export const storedTokensSchema = z.object({
  /** Another one for each response of the token endpoint, even if it repeats a token. */
  tokenId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAtMs: z.number().nullable(),
  scope: z.string().nullable(),
  extras: z.record(z.string(), z.json()),
  /** The CRM has refused the refresh token: no process tries again. */
  reauthorize: z.boolean(),
  /** The code with which it did. */
  refusalCode: z.string().nullable(),
  /** The process that is exchanging the refresh token; its claim ends then. */
  refreshing: z.object({ by: z.string(), untilMs: z.number() }).nullable(),
  /** The CRM is left alone until then. */
  pausedUntilMs: z.number().nullable(),
  /** How many exchanges in a row found the CRM's token endpoint down. */
  outages: z.number().default(0),
});

/** The tokens of a connected account. */
export interface StoredTokens {
  readonly tokenId: string;
  readonly accessToken: string;
  /** `null`: the access token cannot be replaced. */
  readonly refreshToken: string | null;
  /** Epoch milliseconds; `null`: unknown. */
  readonly expiresAtMs: number | null;
  readonly scope: string | null;
  /** What `OAuthProvider.readTokens` picked. */
  readonly extras: JsonObject;
  /** Whether the account has to be connected again. */
  readonly reauthorize: boolean;
  /** The CRM's code for its refusal. */
  readonly refusalCode: string | null;
  readonly refreshing: { readonly by: string; readonly untilMs: number } | null;
  /** Until then no process requests another token from the CRM; epoch milliseconds. */
  readonly pausedUntilMs: number | null;
  /** How many exchanges in a row found the token endpoint down; 0: the CRM has requested the pause, if there is one. */
  readonly outages: number;
}

/** @returns tokens as they are first stored. */
export function toStoredTokens(tokenId: string, response: TokenResponse, extras: JsonObject): StoredTokens {
  const { accessToken, refreshToken, expiresAtMs, scope } = response;
  return {
    tokenId,
    accessToken,
    refreshToken,
    expiresAtMs,
    scope,
    extras,
    reauthorize: false,
    refusalCode: null,
    refreshing: null,
    pausedUntilMs: null,
    outages: 0,
  };
}

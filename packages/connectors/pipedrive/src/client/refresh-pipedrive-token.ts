import { systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { createHttpClient, type Fetch } from '@frigg-crm/http';
import { z } from 'zod';
import { readPipedriveFailure } from './pipedrive-answer.ts';
import type { PipedriveTokens } from './pipedrive-tokens.ts';
import { resolveApiDomain, type ApiDomainRules } from './resolve-api-domain.ts';

export interface RefreshPipedriveTokenOptions extends ApiDomainRules, CallOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** @defaultValue 'https://oauth.pipedrive.com' */
  readonly oauthUrl?: string | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const tokenAnswerSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive().nullish(),
  api_domain: z.string().min(1),
});

/**
 * Gets a new access token (Pipedrive API, OAuth authorization, step 7: Refreshing the tokens).
 * @returns everything to store, the refresh token included: Pipedrive may send another one.
 * @throws {ApiRefusedError} 400 `invalid_grant` when the user removed the app or the refresh token was idle for 60 days.
 * @throws {ApiAnswerUnexpectedError} when the answer names no `api_domain`.
 * @throws {ConfigurationError} when the `api_domain` is not Pipedrive's.
 */
export async function refreshPipedriveToken(options: RefreshPipedriveTokenOptions): Promise<PipedriveTokens> {
  const {
    clientId,
    clientSecret,
    refreshToken,
    oauthUrl = 'https://oauth.pipedrive.com',
    fetch,
    clock = systemClock,
    logger,
    signal,
  } = options;
  const http = createHttpClient({ api: 'Pipedrive', baseUrl: oauthUrl, fetch, clock, logger, readFailure: readPipedriveFailure });
  const startedAtMs = clock.now();
  const answer = await http.request({
    method: 'POST',
    path: '/oauth/token',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    form: { grant_type: 'refresh_token', refresh_token: refreshToken },
    schema: tokenAnswerSchema,
    // Asked twice, Pipedrive answers twice.
    repeatable: true,
    signal,
  });
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    apiDomain: resolveApiDomain(answer.api_domain, options),
    // Counted from before the call: better replaced a moment early than used a moment late.
    expiresAtMs: answer.expires_in == null ? null : startedAtMs + answer.expires_in * 1000,
  };
}

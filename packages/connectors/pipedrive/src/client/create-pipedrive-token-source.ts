import { createTokenSource, type AccessToken, type TokenSource } from '@frigg-crm/http';
import type { PipedriveTokens } from './pipedrive-tokens.ts';
import { refreshPipedriveToken, type RefreshPipedriveTokenOptions } from './refresh-pipedrive-token.ts';
import { resolveApiDomain } from './resolve-api-domain.ts';

export interface PipedriveTokenSourceOptions extends Omit<RefreshPipedriveTokenOptions, 'refreshToken' | 'signal'> {
  /** As stored. */
  readonly tokens: PipedriveTokens;
  /** Stores new tokens. Awaited before they are used: a token that only this process knows is lost with it. */
  readonly saveTokens: (tokens: PipedriveTokens) => Promise<void>;
  /** Reads the stored tokens, where several processes share a connection. */
  readonly loadTokens?: (() => Promise<PipedriveTokens | undefined>) | undefined;
  /** Told when the company has renamed its domain, after the tokens are stored. */
  readonly onApiDomainChange?: ((apiDomain: string) => void) | undefined;
  /** @defaultValue 300_000 */
  readonly refreshBeforeMs?: number | undefined;
}

/** A token source that also knows which host its tokens are for. */
export interface PipedriveTokenSource extends TokenSource {
  readonly apiDomain: string;
}

/**
 * Keeps the tokens of one connection fresh, stores what comes back, and follows the company to a new domain.
 * @throws {ConfigurationError} when the stored `apiDomain` is not Pipedrive's.
 * @example
 * const tokenSource = createPipedriveTokenSource({ clientId, clientSecret, tokens, saveTokens });
 * const client = createPipedriveClient({ apiDomain: () => tokenSource.apiDomain, token: tokenSource });
 */
export function createPipedriveTokenSource(options: PipedriveTokenSourceOptions): PipedriveTokenSource {
  const { saveTokens, loadTokens, onApiDomainChange, clock, refreshBeforeMs } = options;
  let current: PipedriveTokens = { ...options.tokens, apiDomain: resolveApiDomain(options.tokens.apiDomain, options) };
  let unsaved: PipedriveTokens | undefined;

  function adopt(tokens: PipedriveTokens): AccessToken {
    const hasMoved = tokens.apiDomain !== current.apiDomain;
    current = tokens;
    if (hasMoved) onApiDomainChange?.(tokens.apiDomain);
    return toAccessToken(tokens);
  }

  async function refresh(): Promise<AccessToken> {
    // Kept until they are stored: should that fail, the refresh token before may be used up already.
    unsaved ??= await refreshPipedriveToken({ ...options, refreshToken: current.refreshToken });
    await saveTokens(unsaved);
    const saved = unsaved;
    unsaved = undefined;
    return adopt(saved);
  }

  async function load(): Promise<AccessToken | undefined> {
    const stored = await loadTokens?.();
    if (stored === undefined || stored.accessToken === current.accessToken) return undefined;
    // Another process was faster: what is not stored yet must not be written over its tokens later.
    unsaved = undefined;
    return adopt({ ...stored, apiDomain: resolveApiDomain(stored.apiDomain, options) });
  }

  const source = createTokenSource({
    api: 'Pipedrive',
    token: toAccessToken(current),
    refresh,
    load: loadTokens === undefined ? undefined : load,
    clock,
    refreshBeforeMs,
  });

  return {
    get apiDomain() {
      return current.apiDomain;
    },
    get: async (call) => source.get(call),
    refresh: async (staleToken, call) => source.refresh(staleToken, call),
  };
}

function toAccessToken({ accessToken, expiresAtMs }: PipedriveTokens): AccessToken {
  return { value: accessToken, expiresAtMs: expiresAtMs ?? undefined };
}

import type { Clock } from '@frigg-crm/core';
import { createTokenSource, type AccessToken, type TokenSource } from '@frigg-crm/http';
import type { FriggApi, FriggModule } from './frigg-host.ts';

/** What {@link createModuleTokens} is made with. */
export interface ModuleTokensOptions {
  readonly module: FriggModule | undefined;
  /** Reads the module anew, as it is stored now: another invocation may have refreshed its token. */
  readonly reload: () => Promise<FriggModule | undefined>;
  readonly clock?: Clock | undefined;
}

/**
 * @returns the token of an account, refreshed by Frigg's own module and stored by it. There is no second refresher: a
 * rotating token that two of them exchanged would be lost for both.
 */
export function createModuleTokens({ module, reload, clock }: ModuleTokensOptions): TokenSource {
  const api = module?.api;
  return createTokenSource({
    token: readToken(api) ?? { value: '' },
    api: 'Frigg module',
    clock,
    load: async () => readToken((await reload())?.api),
    ...(api?.refreshAccessToken !== undefined && { refresh: async () => refresh(api) }),
  });
}

async function refresh(api: FriggApi): Promise<AccessToken> {
  await api.refreshAccessToken?.({ refresh_token: api.refresh_token });
  const token = readToken(api);
  if (token === undefined) throw new TypeError('The module of Frigg has no access token after its refresh');
  return token;
}

function readToken(api: FriggApi | undefined): AccessToken | undefined {
  // A token of digits may have become a number on its way through Frigg's encryption.
  const value = api?.access_token ?? undefined;
  if (value === undefined || String(value) === '') return undefined;
  const expiresAtMs = new Date(api?.accessTokenExpire ?? Number.NaN).getTime();
  return { value: String(value), ...(Number.isFinite(expiresAtMs) && { expiresAtMs }) };
}

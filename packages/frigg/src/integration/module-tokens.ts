import { FriggCrmError, systemClock, type Clock } from '@frigg-crm/core';
import { ApiUnauthorizedError, ApiUnavailableError, createTokenSource, type AccessToken, type TokenSource } from '@frigg-crm/http';
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
export function createModuleTokens({ module, reload, clock = systemClock }: ModuleTokensOptions): TokenSource {
  const api = module?.api;
  const read = (of: FriggApi | undefined): AccessToken | undefined => readToken(of, clock.now());
  return createTokenSource({
    token: read(api) ?? { value: '' },
    api: API,
    clock,
    load: async () => read((await reload())?.api),
    ...(api?.refreshAccessToken !== undefined && { refresh: async () => refresh(api, read) }),
  });
}

/** @returns the key of an account that is connected by one; older modules of Quo have it as a token. */
export function readApiKey(module: FriggModule | undefined): string {
  const { api_key: key, API_KEY_VALUE: older, access_token: token } = module?.api ?? {};
  return [key, older, token].find((value) => value !== undefined && value !== null && String(value) !== '') ?? '';
}

const API = 'Frigg module';

async function refresh(api: FriggApi, read: (api: FriggApi) => AccessToken | undefined): Promise<AccessToken> {
  try {
    await api.refreshAccessToken?.({ refresh_token: api.refresh_token });
  } catch (error) {
    throw toApiError(error);
  }
  const token = read(api);
  if (token === undefined) throw new TypeError('The module of Frigg has no access token after its refresh');
  return token;
}

/** Frigg's errors have the status of the response. Their texts quote the request, and with it the secrets of the app: they stay here. */
function toApiError(error: unknown): Error {
  if (FriggCrmError.is(error)) return error;
  const { statusCode: status } = error as { readonly statusCode?: number };
  const facts = { api: API, operation: 'refresh of the access token', status };
  return status === 400 || status === 401 ? new ApiUnauthorizedError(facts) : new ApiUnavailableError(facts);
}

function readToken(api: FriggApi | undefined, nowMs: number): AccessToken | undefined {
  // A token of digits may have become a number on its way through Frigg's encryption.
  const { access_token: token } = api ?? {};
  const value = token ?? (api?.refreshAccessToken === undefined ? readApiKey({ api }) : '');
  if (String(value) === '') return undefined;
  const expiresAtMs = new Date(api?.accessTokenExpire ?? Number.NaN).getTime();
  // A token without an end has in Frigg the moment of its issue. Whether one that is over has ended, the API says.
  return { value: String(value), ...(expiresAtMs > nowMs && { expiresAtMs }) };
}

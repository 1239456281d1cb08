import type { JsonObject } from '@frigg-crm/core';
import type { ImportedTokens } from '@frigg-crm/oauth';
import { isQuoModule, type ImportedConnector } from './frigg-connectors.ts';
import type { FriggKeys } from './decrypt-field.ts';
import type { FriggIntegrationRow } from './frigg-source.ts';
import { openCredential, type UnreadableReason } from './open-field.ts';

/** What the two accounts of an integration are connected with. */
export interface FriggAccounts {
  readonly quoKey?: string | undefined;
  readonly tokens?: ImportedTokens | undefined;
  /** As a server of ours connects it. */
  readonly account?: { readonly url: string; readonly token: string } | undefined;
  /** Credentials that cannot be used. */
  readonly unreadable: readonly UnreadableReason[];
}

const KEY_FIELDS = ['api_key', 'apiKey', 'API_KEY_VALUE', 'access_token'];

/** Reads and decrypts the credentials of an integration. */
export async function readAccounts(
  { entities }: Pick<FriggIntegrationRow, 'entities'>,
  { connector, keys }: { readonly connector: ImportedConnector; readonly keys: FriggKeys },
): Promise<FriggAccounts> {
  const { isQuo = isQuoModule } = connector;
  let accounts: Omit<FriggAccounts, 'unreadable'> = {};
  const unreadable: UnreadableReason[] = [];
  for (const { moduleName, credential } of entities) {
    if (credential === undefined) continue;
    const opened = await openCredential(credential.data, keys);
    const found = isQuo(moduleName) ? readKey(opened.data) : readTokens(opened.data, { connector, authIsValid: credential.authIsValid });
    // A field that is not needed may stay closed.
    if (found === undefined) unreadable.push(opened.unreadable[0] ?? 'form');
    else accounts = { ...accounts, ...found };
  }
  return { ...accounts, unreadable };
}

function readKey(data: JsonObject): Pick<FriggAccounts, 'quoKey'> | undefined {
  const quoKey = KEY_FIELDS.map((name) => text(data[name])).find((value) => value !== undefined);
  return quoKey === undefined ? undefined : { quoKey };
}

function readTokens(
  data: JsonObject,
  { connector, authIsValid }: { readonly connector: ImportedConnector; readonly authIsValid: boolean },
): Pick<FriggAccounts, 'tokens' | 'account'> | undefined {
  const accessToken = text(data['access_token']);
  const account = connector.account?.(data);
  if (accessToken === undefined) return account && { account };
  const expiresAtMs = new Date(text(data['accessTokenExpire']) ?? text(data['expires_at']) ?? Number.NaN).getTime();
  const tokens = {
    accessToken,
    refreshToken: text(data['refresh_token']) ?? null,
    expiresAtMs: Number.isFinite(expiresAtMs) ? expiresAtMs : null,
    scope: text(data['scope']) ?? null,
    extras: connector.extras?.(data) ?? {},
    reauthorize: !authIsValid,
  };
  return { tokens, ...(account !== undefined && { account }) };
}

/** A token of digits may have become a number on its way through Frigg. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

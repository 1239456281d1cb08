import { ConfigurationError, createCredentialVault, readLocalKeys, type CredentialVault, type DocumentStore } from '@frigg-crm/core';
import { beginAuthorization, completeAuthorization, type OAuthProvider } from '@frigg-crm/oauth';
import { openPipedriveClient, type PipedriveClient } from '@frigg-crm/pipedrive';

type AccountKey = { readonly integrationId: string };
type Owner = AccountKey & { readonly userId: string };

export interface AccountSettings {
  readonly documents: DocumentStore;
  /** As made by `pipedriveOAuthProvider({ clientId, clientSecret })`. */
  readonly provider: OAuthProvider;
  /** Where the app listens, such as `https://app.example`. */
  readonly appUrl: () => string;
  /** Holds `FRIGG_CRM_VAULT_KEY`. */
  readonly env: NodeJS.ProcessEnv;
}

/** The accounts of an app: connected with OAuth 2, or with an API key. */
export interface Accounts {
  readonly vault: CredentialVault;
  /** For the button "connect". @returns the page of the CRM that asks for consent. */
  begin(owner: Owner): Promise<string>;
  /** For the callback. @returns the integration whose account is connected now. */
  complete(request: Request, userId: string): Promise<string>;
  saveApiKey(account: AccountKey, apiKey: string): Promise<void>;
  readApiKey(account: AccountKey): Promise<string>;
  openClient(account: AccountKey): Promise<PipedriveClient>;
}

export function createAccounts({ documents, provider, appUrl, env }: AccountSettings): Accounts {
  // #region vault
  const vault = createCredentialVault({ documents, keys: readLocalKeys(env) });
  // #endregion vault

  // #region oauth
  // The button "connect" leads to this URL:
  async function begin({ integrationId, userId }: Owner): Promise<string> {
    const redirectUri = `${appUrl()}/oauth/callback`;
    const { url } = await beginAuthorization({ provider, vault, integrationId, userId, redirectUri });
    return url;
  }

  // The callback, for the user who is signed in:
  async function complete(request: Request, userId: string): Promise<string> {
    const { integrationId } = await completeAuthorization({ provider, vault, callbackUrl: request.url, userId });
    return integrationId;
  }
  // #endregion oauth

  // #region api-key
  async function saveApiKey({ integrationId }: AccountKey, apiKey: string): Promise<void> {
    const stored = await vault.read({ integrationId, name: 'quo' });
    await vault.write({ integrationId, name: 'quo', value: { apiKey }, expectedVersion: stored?.version });
  }

  async function readApiKey({ integrationId }: AccountKey): Promise<string> {
    const stored = await vault.read({ integrationId, name: 'quo' });
    const apiKey = stored?.value['apiKey'];
    if (typeof apiKey !== 'string') throw new ConfigurationError(`The integration ${integrationId} has no API key: save one`);
    return apiKey;
  }
  // #endregion api-key

  // #region client
  const openClient = async ({ integrationId }: AccountKey): Promise<PipedriveClient> =>
    openPipedriveClient({ provider, vault, integrationId });
  // #endregion client

  return { vault, begin, complete, saveApiKey, readApiKey, openClient };
}

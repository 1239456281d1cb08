import { AttioIntegration, attioOAuthProvider, openAttioClient } from '@frigg-crm/attio';
import type { CredentialVault, Integration } from '@frigg-crm/core';
import type { ConnectOptions, CreateIntegration, Uninstaller } from '@frigg-crm/crm-base';
import { providerOfAccount, revokeAuthorization } from '@frigg-crm/oauth';
import {
  createPipedriveUninstaller,
  openPipedriveClient,
  PipedriveIntegration,
  pipedriveLookupKey,
  pipedriveOAuthProvider,
  type PipedriveClient,
} from '@frigg-crm/pipedrive';
import type { OAuthConnection } from '@frigg-crm/server';
import { completeZohoAuthorization, openZohoClient, ZohoIntegration, zohoOAuthProvider } from '@frigg-crm/zoho';
import type { ConsentCrm, OAuthAppSetting, OAuthAppSettings } from '../../config/oauth-apps.ts';
import { isLoopbackUrl } from '../../config/values.ts';

/** An account whose tokens are in the vault. */
interface ConsentedAccount {
  readonly vault: CredentialVault;
  readonly integrationId: string;
}

/** An app of a CRM: how accounts are connected with it, and how their integrations are made. */
export interface OAuthAppOfCrm {
  readonly connection: OAuthConnection;
  /** Reads and refreshes tokens in the vault, one program for all. */
  readonly connect: (account: ConsentedAccount) => Promise<CreateIntegration>;
  /** Reads what the CRM sends when the app was removed. `undefined`: it sends nothing. */
  readonly uninstaller?: Uninstaller | undefined;
}

/** By the id of the connector. */
export type OAuthAppsOfCrms = Readonly<Record<string, OAuthAppOfCrm>>;

const APPS: Readonly<Record<ConsentCrm, (app: OAuthAppSetting, clients: ConnectOptions) => OAuthAppOfCrm>> = {
  pipedrive: ofPipedrive,
  zoho: ofZoho,
  attio: ofAttio,
};

/** @returns the apps that are set: the only place where CRMs are listed that know consent. */
export function openOAuthApps(settings: OAuthAppSettings, clients: ConnectOptions): OAuthAppsOfCrms {
  const set = Object.entries(settings) as readonly (readonly [ConsentCrm, OAuthAppSetting])[];
  return Object.fromEntries(set.map(([crm, app]) => [crm, APPS[crm](app, clients)]));
}

/** Of an integration that is deleted the CRM forgets the tokens, where it can. */
export async function revokeConsent(apps: OAuthAppsOfCrms, vault: CredentialVault, { id, connector }: Integration): Promise<void> {
  const provider = Object.hasOwn(apps, connector) ? apps[connector]?.connection.provider : undefined;
  if (provider === undefined) return;
  const account = { vault, integrationId: id };
  await revokeAuthorization({ ...account, provider: await providerOfAccount({ ...account, provider }) });
}

function ofPipedrive({ oauthUrl, ...app }: OAuthAppSetting, clients: ConnectOptions): OAuthAppOfCrm {
  const provider = pipedriveOAuthProvider({ ...app, oauthUrl, allowLoopback: isLoopbackUrl(oauthUrl ?? '') });
  const open = async (account: ConsentedAccount): Promise<PipedriveClient> =>
    openPipedriveClient({ ...clients, ...account, provider, account: account.integrationId });
  return {
    connection: {
      provider,
      async lookupKeysOf({ integration, vault }) {
        const { users } = await open({ vault, integrationId: integration.id });
        return [pipedriveLookupKey(await users.me())];
      },
    },
    async connect(account) {
      const client = await open(account);
      return (dependencies) => new PipedriveIntegration({ ...dependencies, client, logger: clients.logger });
    },
    uninstaller: createPipedriveUninstaller(app),
  };
}

function ofZoho({ oauthUrl, ...app }: OAuthAppSetting, clients: ConnectOptions): OAuthAppOfCrm {
  const provider = zohoOAuthProvider({ ...app, accountsUrl: oauthUrl, allowLoopback: isLoopbackUrl(oauthUrl ?? '') });
  return {
    connection: { provider, complete: async (options) => completeZohoAuthorization({ ...options, provider }) },
    async connect(account) {
      const client = await openZohoClient({ ...clients, ...account, provider, account: account.integrationId });
      return (dependencies) => new ZohoIntegration({ ...dependencies, client, logger: clients.logger });
    },
  };
}

function ofAttio({ oauthUrl, ...app }: OAuthAppSetting, clients: ConnectOptions): OAuthAppOfCrm {
  const provider = attioOAuthProvider({ ...app, oauthUrl });
  // A sandbox on this machine is the API, too.
  const api = oauthUrl !== undefined && isLoopbackUrl(oauthUrl) ? { baseUrl: oauthUrl, allowLoopback: true } : {};
  return {
    connection: { provider },
    async connect(account) {
      const client = await openAttioClient({ ...clients, ...account, ...api, provider });
      return (dependencies) => new AttioIntegration({ ...dependencies, client, logger: clients.logger });
    },
  };
}

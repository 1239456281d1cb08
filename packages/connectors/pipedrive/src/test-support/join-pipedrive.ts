import type { IntegrationOpening } from '@frigg-crm/connector-testing';
import type { Clock, CredentialVault, Logger } from '@frigg-crm/core';
import type { IntegrationServicesOptions, NewIntegration } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';
import { PipedriveIntegration } from '../pipedrive-integration.ts';
import { openPipedriveClient, type PipedriveOAuthProvider } from '../pipedrive-oauth-provider.ts';
import type { PipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import { createPipedriveUninstaller, pipedriveLookupKey } from '../webhooks/read-uninstall.ts';

/** What an app needs of Pipedrive. */
export interface JoinPipedriveOptions {
  readonly provider: PipedriveOAuthProvider;
  readonly sandbox: PipedriveSandbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Reaches Pipedrive. @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
}

/** What an app consists of beside its stores and its engine. */
export interface JoinedPipedrive {
  readonly openIntegration: (opening: IntegrationOpening) => Promise<PipedriveIntegration>;
  readonly describeAccount: (integrationId: string, vault: CredentialVault) => Promise<Partial<NewIntegration>>;
  readonly uninstallers: IntegrationServicesOptions['uninstallers'];
}

/** Joins an app with Pipedrive: its integrations, by which keys they are found again, and who removes the app. */
export function joinPipedrive({ provider, sandbox, ...parts }: JoinPipedriveOptions): JoinedPipedrive {
  const open = async (integrationId: string, vault: CredentialVault): Promise<PipedriveClient> =>
    openPipedriveClient({ provider, vault, integrationId, ...parts });
  return {
    async openIntegration({ integrationId, vault, dependencies }) {
      return new PipedriveIntegration({ ...dependencies, client: await open(integrationId, vault) });
    },
    async describeAccount(integrationId, vault) {
      const me = await (await open(integrationId, vault)).users.me();
      return { lookupKeys: [pipedriveLookupKey(me)] };
    },
    uninstallers: { pipedrive: createPipedriveUninstaller(sandbox) },
  };
}

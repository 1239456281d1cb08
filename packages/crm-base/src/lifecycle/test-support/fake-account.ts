import { FriggCrmError, toProcessId, type Integration, type JsonObject, type ProcessRepository } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import type * as z from 'zod';
import { resolveCrmConfig } from '../../connector/crm-config.ts';
import type { WebhookSetup, WebhookSetupResult } from '../../connector/crm-webhooks.ts';
import type { QuoWorkspace } from '../../connector/quo-workspace.ts';
import type { CrmIntegration } from '../../connector/crm-integration.ts';

/** A CRM that has webhooks and people to sync, as far as a lifecycle cares. */
export class FakeCrmSide {
  /** URLs that are notified of changes, by integration. */
  readonly hooks = new Map<string, string>();
  readonly syncs: string[] = [];
  /** Integrations whose ongoing sync was started. */
  readonly resumed: string[] = [];
  readonly revoked: string[] = [];
  /** Settings without which nothing works. */
  requires: readonly string[] = [];
  configSchema: z.ZodObject | undefined;
  /** Whether the set-up starts the first sync. */
  initialSyncOnSetUp = true;
  /** Which account it is. */
  identity: string | undefined = 'company-1';
  refusal: WebhookSetupResult | undefined;
  /** When its webhooks have to be renewed. */
  renewBy: string | undefined;
  /** Runs before each call; what it throws is the answer. */
  before: (call: 'setupWebhooks' | 'removeWebhooks' | 'startInitialSync' | 'startOngoingSync') => Promise<void> | void = () => {};

  #ids = 0;

  /** One account of it. Calls that the lifecycle does not make are missing, and would fail loudly. */
  account(
    { id, userId, connector }: Integration,
    { quo, processes }: { readonly quo: QuoWorkspace | undefined; readonly processes: ProcessRepository },
  ): CrmIntegration {
    const account = {
      integrationId: id,
      userId,
      connector,
      quo,
      config: resolveCrmConfig({
        personObjectTypes: [{ crmObjectName: 'Person' }],
        syncConfig: { paginationType: 'PAGE_BASED', initialSyncOnSetUp: this.initialSyncOnSetUp },
      }),
      accountIdentity: async () => this.identity,
      configSchema: this.configSchema,
      checkIfNeedsConfig: (config: JsonObject) => this.requires.some((key) => config[key] === undefined),
      setupWebhooks: async ({ url, stored, store }: WebhookSetup): Promise<WebhookSetupResult> => {
        await this.before('setupWebhooks');
        if (this.refusal !== undefined) return this.refusal;
        if (this.hooks.get(id) !== url || stored === undefined) {
          await store({ hookId: `${id}-${(this.#ids += 1)}`, secret: 'crm-secret' });
          this.hooks.set(id, url);
        }
        return { status: 'configured', renewBy: this.renewBy };
      },
      removeWebhooks: async () => {
        await this.before('removeWebhooks');
        this.hooks.delete(id);
      },
      startOngoingSync: async () => {
        await this.before('startOngoingSync');
        this.resumed.push(id);
      },
      startInitialSync: async () => {
        await this.before('startInitialSync');
        const processId = `sync-${id}-${(this.#ids += 1)}`;
        try {
          await processes.create(aProcess({ id: toProcessId(processId), integrationId: id, activeKey: `sync/${id}` }));
          this.syncs.push(id);
        } catch (error) {
          if (!FriggCrmError.hasCode(error, 'ACTIVE_PROCESS_EXISTS')) throw error;
        }
      },
    };
    // The lifecycle uses these members only.
    return account as unknown as CrmIntegration;
  }
}

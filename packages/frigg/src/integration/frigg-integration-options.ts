import type { Clock, CredentialVault, IdGenerator, Logger, MessageQueue, Store } from '@frigg-crm/core';
import type { BaseCRMIntegrationDependencies, CrmIntegration, InvocationHost, LifecycleSettings } from '@frigg-crm/crm-base';
import type { TokenSource } from '@frigg-crm/http';
import type { QuoClientOptions } from '@frigg-crm/quo';
import type { WebsocketService } from '../processes/update-process-metrics.ts';
import type { FriggDefinition, FriggEvent, FriggIntegrationBase, FriggIntegrationInstance } from './frigg-host.ts';
import type { FriggProcessTable } from './frigg-process-table.ts';

/** What a connector is made with inside a Frigg app. */
export interface ConnectorContext extends BaseCRMIntegrationDependencies {
  /** Of the CRM's module, refreshed by it. */
  readonly tokens: TokenSource;
  /** Frigg's instance, with its modules and its configuration. */
  readonly instance: FriggIntegrationInstance;
}

/** Where our data lie: a schema or database beside Frigg's tables. */
export interface FriggStores {
  readonly store: Store;
  /** Keeps the keys of webhooks; tokens stay with Frigg. */
  readonly vault: CredentialVault;
}

/** What {@link friggIntegration} makes a class of. */
export interface FriggIntegrationOptions {
  /** Of `@friggframework/core`. */
  readonly IntegrationBase: FriggIntegrationBase;
  readonly Definition: FriggDefinition;
  /** @returns the connector: `(context) => new PipedriveIntegration({ ...context, client: createPipedriveClient({ token: context.tokens }) })`. */
  readonly connector: (context: ConnectorContext) => CrmIntegration;
  /** Which modules of `Definition.modules` are the two accounts. */
  readonly modules: { readonly crm: string; readonly quo: string };
  /**
   * The source of contacts in Quo. What Frigg wrote is `openphone-<crm>`, which needs `quo.partnerKey`; another one makes a
   * second contact of each person.
   */
  readonly quoSource: string;
  /** Settings of the client of Quo, beside its key. @defaultValue none */
  readonly quo?: Partial<Omit<QuoClientOptions, 'apiKey' | 'source'>> | undefined;
  /** Opened once per process, when they are first needed. */
  readonly stores: FriggStores | (() => Promise<FriggStores>);
  /** Sends to `<NAME>_QUEUE_URL` of the app: `createSqsQueue` of `@frigg-crm/sqs-queue`. */
  readonly queue: MessageQueue;
  /** @returns the instance of an integration with its modules, as Frigg's worker loads it; `undefined` when it is gone. */
  readonly hydrate: (integrationId: string) => Promise<FriggIntegrationInstance | null | undefined>;
  /** Where the app is served: `https://api.example.com`. Webhooks come to `/api/<name>-integration/webhooks/<id>` below it. */
  readonly baseUrl: string;
  /** @returns what others call the integration, such as company and user of the CRM. @defaultValue the external id of the CRM's entity */
  readonly lookupKeys?: ((instance: FriggIntegrationInstance) => readonly string[]) | undefined;
  /** Further events, such as user actions and routes of the app. @defaultValue none */
  readonly events?: Readonly<Record<string, FriggEvent>> | undefined;
  /** Gets progress as `{ type: 'PROCESS_PROGRESS', data }`. @defaultValue none */
  readonly websocketService?: WebsocketService | undefined;
  /**
   * Frigg's own repository of processes, or a function that makes it when it is first needed. Each process of ours gets one
   * row in it, so that Frigg's screens show it; the row is only written, never read as a process. @defaultValue none
   */
  readonly processTable?: FriggProcessTable | (() => FriggProcessTable | Promise<FriggProcessTable>) | undefined;
  /** What Frigg's queue does. @defaultValue one receive, 45 seconds of delay at most, because it keeps messages for 60 */
  readonly host?: InvocationHost | undefined;
  readonly lifecycle?: Partial<LifecycleSettings> | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
  readonly logger?: Logger | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

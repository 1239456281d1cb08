import { InvalidMessageError, StorageError, type JsonObject } from '@frigg-crm/core';
import type { FriggForm } from './config-form.ts';
import { createFriggCalls, type ActionRequest, type FriggActions, type WebhookCall } from './frigg-calls.ts';
import type { FriggEvent, FriggIntegrationInstance, FriggJob } from './frigg-host.ts';
import type { FriggIntegrationOptions } from './frigg-integration-options.ts';
import { MESSAGE_EVENT } from './frigg-queue.ts';
import { checkQuoSource, openFriggRuntime, type FriggRuntime } from './frigg-runtime.ts';
import { fromRelay, WEBHOOK_EVENT } from './webhook-relay.ts';

/** The event that a schedule sends every minute. */
export const TURN_EVENT = 'FRIGG_CRM_TURN';

/** An instance of a class of {@link friggIntegration}, beside what `IntegrationBase` has. */
export interface FriggCrmInstance extends FriggIntegrationInstance {
  onCreate(call?: { readonly integrationId?: string | number }): Promise<void>;
  onUpdate(call?: { readonly config?: JsonObject }): Promise<JsonObject>;
  onDelete(): Promise<void>;
  getConfigOptions(): Promise<FriggForm>;
  refreshConfigOptions(values?: JsonObject): Promise<FriggForm>;
  loadUserActions(request?: { readonly actionType?: string }): Promise<FriggActions>;
  getActionOptions(request: ActionRequest): Promise<FriggForm>;
  refreshActionOptions(request: ActionRequest): Promise<FriggForm>;
  send(event: string, call?: object | null): Promise<unknown>;
  /** A module of Frigg reports that its account is refused, or works again. */
  receiveNotification(notifier: unknown, event: string): Promise<void>;
  reconcileAuthStatus(authPassed: boolean): Promise<void>;
  onWebhookReceived(call: WebhookCall): Promise<void>;
}

/** Such a class. */
export type FriggCrmClass = (new (params?: object) => FriggCrmInstance) & { readonly Definition: FriggIntegrationOptions['Definition'] };

/**
 * Makes an integration of Frigg out of a connector of this project: put it into `integrations` of the app definition.
 * Frigg loads it, shows its forms, calls its events and keeps its tokens; syncs, webhooks, calls and texts are ours.
 * Have a schedule send `{ event: 'FRIGG_CRM_TURN', data: {} }` to the queue of the integration every minute.
 *
 * @throws {ConfigurationError} when `quoSource` cannot be written.
 *
 * @example
 * ```ts
 * declare const options: FriggIntegrationOptions;
 * const Acme = friggIntegration(options);
 * const Definition = { name: 'my-app', integrations: [Acme] };
 * ```
 */
export function friggIntegration(options: FriggIntegrationOptions): FriggCrmClass {
  const { IntegrationBase, Definition } = options;
  checkQuoSource(options);
  const runtime = openOnce(async () => openFriggRuntime(options));
  const calls = createFriggCalls(options, runtime);
  // Methods, not fields: the constructor of `IntegrationBase` takes them for its events.
  return class extends IntegrationBase {
    static readonly Definition = Definition;
    constructor(params?: object) {
      super(params);
      this.events = { ...this.events, ...createEvents(runtime, Definition.name), ...options.events };
    }
    async onCreate(call?: { readonly integrationId?: string | number }): Promise<void> {
      return calls.create(this, call);
    }
    async onUpdate(call?: { readonly config?: JsonObject }): Promise<JsonObject> {
      return calls.update(this, call);
    }
    async onDelete(): Promise<void> {
      return calls.delete(this);
    }
    async getConfigOptions(): Promise<FriggForm> {
      return calls.configForm(this);
    }
    async refreshConfigOptions(values?: JsonObject): Promise<FriggForm> {
      return calls.refreshedConfigForm(this, values);
    }
    async loadUserActions(request?: { readonly actionType?: string }): Promise<FriggActions> {
      return calls.actions(this, request);
    }
    async getActionOptions(request: ActionRequest): Promise<FriggForm> {
      return calls.actionForm(this, request);
    }
    async refreshActionOptions(request: ActionRequest): Promise<FriggForm> {
      return calls.actionForm(this, request);
    }
    async receiveNotification(_notifier: unknown, event: string): Promise<void> {
      return calls.notify(this, event);
    }
    /** Frigg has tried the accounts. Ours are checked before the integration works again. */
    async reconcileAuthStatus(authPassed: boolean): Promise<void> {
      return calls.notify(this, authPassed ? 'CREDENTIAL_VALIDATED' : 'CREDENTIAL_INVALIDATED');
    }
    async onWebhookReceived(call: WebhookCall): Promise<void> {
      return calls.receive(call);
    }
    /** What Frigg and the app have not defined is an action of the connector. */
    override async send(event: string, given?: object | null): Promise<unknown> {
      const call = given ?? {};
      const isDefined = Object.hasOwn({ ...this.events, ...this.on, ...this.defaultEvents }, event);
      return isDefined && super.send !== undefined ? super.send(event, call) : calls.runAction(this, event, call as JsonObject);
    }
  };
}

/** What fails to open is opened again by the next call. */
function openOnce<Opened>(open: () => Promise<Opened>): () => Promise<Opened> {
  let opened: Promise<Opened> | undefined;
  return async () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

/** Handlers are called on the instance that Frigg has loaded. */
function createEvents(runtime: () => Promise<FriggRuntime>, connector: string): Record<string, FriggEvent> {
  return {
    [MESSAGE_EVENT]: {
      type: 'LIFE_CYCLE_EVENT',
      async handler(this: FriggIntegrationInstance, job: FriggJob) {
        await handleJob(await runtime(), this, job);
      },
    },
    [WEBHOOK_EVENT]: {
      type: 'LIFE_CYCLE_EVENT',
      async handler(this: FriggIntegrationInstance, { data }: FriggJob) {
        const parts = await runtime();
        const request = fromRelay(data, { integrationId: String(this.id), connector });
        const { status } = await parts.within(this, async () => parts.services.receive(request));
        if (status >= 500) throw new StorageError('A webhook could not be stored: it is repeated');
      },
    },
    [TURN_EVENT]: {
      type: 'CRON',
      async handler() {
        const { engine, services, mirror } = await runtime();
        await services.runMaintenanceOnce();
        const found = await engine.runWatchdogOnce(services);
        await mirror?.settle();
        await mirror?.runOnce();
        return found;
      },
    },
  };
}

async function handleJob(parts: FriggRuntime, instance: FriggIntegrationInstance, { data, context }: FriggJob): Promise<void> {
  const { engine, services, clock } = parts;
  const { friggCrm: body } = data;
  if (typeof body !== 'string') throw new InvalidMessageError(`${MESSAGE_EVENT} needs data.friggCrm`);
  const leftMs = context?.getRemainingTimeInMillis?.();
  const deadline = leftMs === undefined ? {} : { deadlineMs: clock.now() + leftMs };
  const verdict = await parts.within(instance, async () => engine.handleMessage(body, { ...services, ...deadline }));
  if (verdict.kind === 'dead-letter') throw new InvalidMessageError(verdict.reason);
  if (verdict.kind === 'retry') throw new StorageError('A message could not be handled, nor sent again');
}

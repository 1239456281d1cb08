import { FriggCrmError, errorCodeOf, silentLogger, type JsonObject } from '@frigg-crm/core';
import type { UserActionSummary } from '@frigg-crm/crm-base';
import { asFriggError } from './as-frigg-error.ts';
import { toConfig, toFriggForm, type FriggForm } from './config-form.ts';
import type { FriggIntegrationInstance, FriggRequest, FriggResponse } from './frigg-host.ts';
import type { FriggIntegrationOptions } from './frigg-integration-options.ts';
import { FriggRequestError } from './frigg-request-error.ts';
import type { FriggRuntime } from './frigg-runtime.ts';
import { toRelayBody } from './webhook-relay.ts';

/** Which form of Frigg's routes of actions, and what is filled in. */
export interface ActionRequest {
  readonly actionId: string;
  readonly data?: JsonObject | null | undefined;
}

/** What Frigg's function of webhooks hands over. */
export interface WebhookCall {
  readonly req: FriggRequest;
  readonly res: FriggResponse;
}

/** Actions by their names, as Frigg lists them. */
export type FriggActions = Readonly<Record<string, object>>;

/** What Frigg calls on an instance, each for the instance given. */
export interface FriggCalls {
  create(instance: FriggIntegrationInstance, call?: { readonly integrationId?: string | number }): Promise<void>;
  update(instance: FriggIntegrationInstance, call?: { readonly config?: JsonObject }): Promise<JsonObject>;
  delete(instance: FriggIntegrationInstance): Promise<void>;
  configForm(instance: FriggIntegrationInstance): Promise<FriggForm>;
  refreshedConfigForm(instance: FriggIntegrationInstance, values?: JsonObject): Promise<FriggForm>;
  actions(instance: FriggIntegrationInstance, request?: { readonly actionType?: string }): Promise<FriggActions>;
  actionForm(instance: FriggIntegrationInstance, request: ActionRequest): Promise<FriggForm>;
  runAction(instance: FriggIntegrationInstance, event: string, data: JsonObject): Promise<JsonObject>;
  notify(instance: FriggIntegrationInstance, event: string): Promise<void>;
  receive(call: WebhookCall): Promise<void>;
}

/** Makes what the methods of an integration of Frigg do. */
export function createFriggCalls(options: FriggIntegrationOptions, runtime: () => Promise<FriggRuntime>): FriggCalls {
  const within = async <Result>(instance: FriggIntegrationInstance, work: (parts: FriggRuntime) => Promise<Result>): Promise<Result> => {
    try {
      const parts = await runtime();
      return await parts.within(instance, async () => work(parts));
    } catch (error) {
      throw asFriggError(error);
    }
  };
  return {
    create: async (instance, call) => within(instance, async (parts) => createRecord(options, parts, { instance, ...call })),
    update: async (instance, { config = {} } = {}) =>
      within(instance, async ({ services }) => {
        const patch = toConfig(config);
        const result = await services.lifecycle.update(idOf(instance), patch);
        if (!result.success) throw new FriggRequestError(result.error.message);
        await showConfig(options, instance, patch);
        return result.config;
      }),
    delete: async (instance) => within(instance, async ({ services }) => void (await services.lifecycle.delete(idOf(instance)))),
    configForm: async (instance) =>
      within(instance, async ({ services }) => toFriggForm(await services.lifecycle.configOptions(idOf(instance)))),
    refreshedConfigForm: async (instance, values) =>
      within(instance, async ({ services }) => toFriggForm(await services.lifecycle.refreshConfigOptions(idOf(instance), values))),
    actions: async (instance, { actionType } = {}) =>
      within(instance, async ({ services }) => {
        const ofApp = Object.entries(options.events ?? {}).filter(([, { type }]) => type === 'USER_ACTION');
        const ours = await services.userActions.loadUserActions(idOf(instance));
        const all = [...ofApp, ...ours.map((action) => [action.event, toFriggAction(action)] as const)];
        return Object.fromEntries(all.filter(([, { userActionType }]) => actionType === undefined || userActionType === actionType));
      }),
    actionForm: async (instance, { actionId: event, data }) =>
      within(instance, async ({ services }) =>
        toFriggForm(await services.userActions.getActionOptions({ integrationId: idOf(instance), event, data: data ?? {} })),
      ),
    runAction: async (instance, event, data) =>
      within(instance, async ({ services }) => services.userActions.runAction({ integrationId: idOf(instance), event, data })),
    notify: async (instance, event) => {
      // Modules report that an account works after each refresh of its token: only after an error is it news.
      const isRefused = event === 'CREDENTIAL_INVALIDATED';
      const isRecovered = event === 'CREDENTIAL_VALIDATED' && instance.status === 'ERROR';
      if (instance.id === undefined || !(isRefused || isRecovered)) return;
      await within(instance, async ({ services: { lifecycle } }) =>
        isRefused ? lifecycle.markError(idOf(instance), ACCOUNT_REFUSED) : lifecycle.recheck(idOf(instance)),
      );
    },
    receive: async (call) => receive(options, call),
  };
}

const ACCOUNT_REFUSED = { code: 'ACCOUNT_REFUSED', text: 'An account of this integration is refused: connect it again' } as const;

function idOf({ id }: FriggIntegrationInstance): string {
  return String(id);
}

async function createRecord(
  { Definition, modules, lookupKeys = (instance) => externalIdOf(instance, modules.crm) }: FriggIntegrationOptions,
  { services }: FriggRuntime,
  {
    instance,
    integrationId = instance.id,
  }: { readonly instance: FriggIntegrationInstance; readonly integrationId?: string | number | undefined },
): Promise<void> {
  const { userId, config } = instance;
  const record = { id: String(integrationId), userId: String(userId), connector: Definition.name };
  try {
    await services.lifecycle.create({ ...record, config: toConfig(config), lookupKeys: lookupKeys(instance) });
  } catch (error) {
    // Frigg may repeat a creation whose response was lost.
    if (!FriggCrmError.hasCode(error, 'INTEGRATION_EXISTS')) throw error;
  }
}

/** The `entities` of an instance are ids of Frigg's rows; its modules have the rows. */
function externalIdOf({ modules }: FriggIntegrationInstance, crm: string): readonly string[] {
  const externalId = modules?.[crm]?.entity?.externalId;
  return externalId === null || externalId === undefined ? [] : [String(externalId)];
}

/** Frigg's API returns the configuration of its row. Ours is the one in force. */
async function showConfig(
  { logger = silentLogger }: FriggIntegrationOptions,
  instance: FriggIntegrationInstance,
  patch: JsonObject,
): Promise<void> {
  try {
    await instance.patchConfig?.(patch);
  } catch (error) {
    const fields = { integrationId: idOf(instance), code: errorCodeOf(error) };
    logger.warn(fields, "the configuration of an integration could not be written to Frigg's row");
  }
}

function toFriggAction({ event, type, title, description }: UserActionSummary): { readonly userActionType: string } {
  const facts = { type: 'USER_ACTION', title, description, event };
  return { ...facts, userActionType: type === 'SYNC' ? 'SYNC_ACTION' : type };
}

/** Takes a webhook without a database: the worker verifies it. */
async function receive({ queue }: FriggIntegrationOptions, { req, res }: WebhookCall): Promise<void> {
  const integrationId = req.params?.['integrationId'];
  const body = integrationId === undefined ? undefined : toRelayBody(req, integrationId);
  if (body === undefined) return void res.status(400).json({});
  if (Buffer.byteLength(body) > queue.limits.maxMessageBytes) return void res.status(413).json({});
  await queue.send([{ body }]);
  res.status(200).json({ received: true });
}

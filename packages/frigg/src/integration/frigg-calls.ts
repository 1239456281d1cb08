import { FriggCrmError, type JsonObject } from '@frigg-crm/core';
import type { UserActionSummary } from '@frigg-crm/crm-base';
import { toConfig, toFriggForm, type FriggForm } from './config-form.ts';
import type { FriggIntegrationInstance, FriggRequest, FriggResponse } from './frigg-host.ts';
import type { FriggIntegrationOptions } from './frigg-integration-options.ts';
import { FriggRequestError } from './frigg-request-error.ts';
import type { FriggRuntime } from './frigg-runtime.ts';
import { toRelayBody } from './webhook-relay.ts';

/** Which form of Frigg's routes of actions, and what is filled in. */
export interface ActionRequest {
  readonly actionId: string;
  readonly data?: JsonObject | undefined;
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
  testAuth(instance: FriggIntegrationInstance): Promise<boolean>;
  notify(instance: FriggIntegrationInstance, event: string): Promise<void>;
  receive(call: WebhookCall): Promise<void>;
}

/** Makes what the methods of an integration of Frigg do. */
export function createFriggCalls(options: FriggIntegrationOptions, runtime: () => Promise<FriggRuntime>): FriggCalls {
  const within = async <Result>(instance: FriggIntegrationInstance, work: (parts: FriggRuntime) => Promise<Result>): Promise<Result> => {
    const parts = await runtime();
    return parts.within(instance, async () => work(parts));
  };
  return {
    create: async (instance, call) => within(instance, async (parts) => createRecord(options, parts, { instance, ...call })),
    update: async (instance, { config = {} } = {}) =>
      within(instance, async ({ services }) => {
        const result = await services.lifecycle.update(idOf(instance), toConfig(config));
        if (result.success) return result.config;
        throw new FriggRequestError(result.error.message);
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
    actionForm: async (instance, { actionId: event, data = {} }) =>
      within(instance, async ({ services }) =>
        toFriggForm(await services.userActions.getActionOptions({ integrationId: idOf(instance), event, data })),
      ),
    runAction: async (instance, event, data) =>
      within(instance, async ({ services }) => services.userActions.runAction({ integrationId: idOf(instance), event, data })),
    testAuth: async (instance) => testAuth(options, instance),
    notify: async (instance, event) =>
      within(instance, async ({ services }) => {
        if (event === 'CREDENTIAL_INVALIDATED') await services.lifecycle.markError(idOf(instance), ACCOUNT_REFUSED);
        if (event === 'CREDENTIAL_VALIDATED') await services.lifecycle.recheck(idOf(instance));
      }),
    receive: async (call) => receive(options, call),
  };
}

const ACCOUNT_REFUSED = { code: 'ACCOUNT_REFUSED', text: 'An account of this integration is refused: connect it again' } as const;

function idOf({ id }: FriggIntegrationInstance): string {
  return String(id);
}

async function createRecord(
  { Definition, lookupKeys = externalIds }: FriggIntegrationOptions,
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

function externalIds({ entities = [] }: FriggIntegrationInstance): readonly string[] {
  return entities.flatMap(({ externalId }) => (externalId === null || externalId === undefined ? [] : [String(externalId)]));
}

function toFriggAction({ event, type, title, description }: UserActionSummary): { readonly userActionType: string } {
  const facts = { type: 'USER_ACTION', title, description, event };
  return { ...facts, userActionType: type === 'SYNC' ? 'SYNC_ACTION' : type };
}

async function testAuth({ modules: { crm, quo } }: FriggIntegrationOptions, { modules }: FriggIntegrationInstance): Promise<boolean> {
  const results = await Promise.allSettled([crm, quo].map(async (name) => modules?.[name]?.testAuth?.()));
  return results.every((result) => result.status === 'fulfilled' && result.value !== false);
}

/** Takes a webhook without a database: the worker verifies it. */
async function receive({ queue }: FriggIntegrationOptions, { req, res }: WebhookCall): Promise<void> {
  const integrationId = req.params?.['integrationId'];
  const body = integrationId === undefined ? undefined : toRelayBody(req, integrationId);
  if (body === undefined) return void res.status(400).json({});
  if (Buffer.byteLength(body) > queue.limits.maxMessageBytes) return void res.status(413).json({});
  await queue.send([{ body }]);
  res.status(200).json({});
}

import type { JsonObject } from '@frigg-crm/core';
import type { ConfigOptions, UserActionOptions } from '@frigg-crm/crm-base';
import { CONFIG_FLAGS, RUN_ACTION_FLAGS } from '../config/integrations-flags.ts';
import type { ConfigSettings, RunActionSettings } from '../config/integrations-settings.ts';
import { nameOf } from '../config/flag.ts';
import { toFieldValues } from '../config/named-values.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { formLines } from '../output/form-lines.ts';
import type { IntegrationOperations } from '../wiring/integration-operations.ts';
import { createServerIntegrations } from '../wiring/remote/server-integrations.ts';
import type { CliContext } from './cli-context.ts';
import { withServices, type ServicesPlace } from './with-services.ts';

/** What a verb needs. */
export interface IntegrationDependencies {
  readonly services: IntegrationOperations;
  readonly integrationId: string;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Does work on one integration. @returns the exit code. */
export async function withIntegration(
  integrationId: string,
  { settings, context }: { readonly settings: ServicesPlace; readonly context: CliContext },
  work: (dependencies: IntegrationDependencies) => Promise<void>,
): Promise<number> {
  return withServices<IntegrationOperations>(settings, context, {
    ofServer: createServerIntegrations,
    ofStore: ({ services }) => services,
    work: async ({ operations: services, ...output }) => work({ services, integrationId, ...output }),
  });
}

/** `integrations actions`: each with its form. */
export async function listActions({ services: { userActions }, integrationId, json, write }: IntegrationDependencies): Promise<void> {
  const summaries = await userActions.loadUserActions(integrationId);
  const actions = await Promise.all(summaries.map(async ({ event }) => userActions.getActionOptions({ integrationId, event })));
  for (const action of actions)
    if (json) write(JSON.stringify({ type: 'action', integrationId, action }));
    else for (const line of actionLines(action)) write(line);
}

function actionLines(action: UserActionOptions): readonly string[] {
  const { event, type, title, description, isAvailable, choicesFailed } = action;
  return [
    `${event}  ${type}${isAvailable ? '' : '  cannot be run now: the integration is switched off or waits for its configuration'}`,
    `  ${title}${description === undefined ? '' : `: ${description}`}`,
    ...formLines(action, { flag: '--option', indent: '  ' }),
    ...(choicesFailed === undefined ? [] : [`  its choices could not be looked up: ${choicesFailed}`]),
  ];
}

/** `integrations run-action` */
export async function runAction(event: string, settings: RunActionSettings, dependencies: IntegrationDependencies): Promise<void> {
  const { services, integrationId, json, write } = dependencies;
  const { option, jsonOptions = {}, requestId, queue, server } = settings;
  const request = { integrationId, event };
  const { schema, type } = await services.userActions.getActionOptions(request);
  // What it starts would end with this program.
  if (server === undefined && type === 'SYNC' && queue.kind === 'memory')
    throw new UsageError(`${nameOf(RUN_ACTION_FLAGS.queue)}: is missing: give that of the program that runs the syncs`);
  const data: JsonObject = { ...jsonOptions, ...toFieldValues(schema, option) };
  const result = await services.userActions.runAction({ ...request, data, requestId });
  if (json) write(JSON.stringify({ type: 'action-result', integrationId, event, result }));
  else for (const line of JSON.stringify(result, undefined, 2).split('\n')) write(line);
}

/** `integrations config`: the form with what is set, after the changes. */
export async function configure({ set, server, ...settings }: ConfigSettings, dependencies: IntegrationDependencies): Promise<void> {
  // A server knows where it is found.
  const { publicUrl = server?.url } = settings;
  const {
    services: { lifecycle },
    integrationId,
  } = dependencies;
  if (Object.keys(set).length === 0) {
    showConfig(await lifecycle.refreshConfigOptions(integrationId), { publicUrl, ...dependencies });
    return;
  }
  const { schema } = await lifecycle.configOptions(integrationId);
  const result = await lifecycle.update(integrationId, toPatch(schema, { set, publicUrl }));
  showConfig(await lifecycle.configOptions(integrationId), { publicUrl, ...dependencies });
  if (!result.success) throw new RunFailedError(result.error.message);
}

/** @returns the merge patch. @throws {UsageError} for what is no field of the form. */
function toPatch(schema: JsonObject, { set, publicUrl }: Pick<ConfigSettings, 'set' | 'publicUrl'>): JsonObject {
  const fields = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const settable = Object.keys(fields).filter((name) => fields[name]?.['readOnly'] !== true);
  const unknown = Object.keys(set).find((name) => !settable.includes(name));
  if (unknown !== undefined) throw new UsageError(`${nameOf(CONFIG_FLAGS.set)}: ${unknown} cannot be set; set ${settable.join(', ')}`);
  if (Object.hasOwn(set, 'resourceIds') && publicUrl === undefined)
    throw new UsageError(`${nameOf(CONFIG_FLAGS.publicUrl)}: is missing: the webhooks of the numbers are sent there`);
  const values = toFieldValues(schema, set);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, set[name] === '' && name !== 'resourceIds' ? null : value]),
  );
}

function showConfig(
  { schema, uiSchema, values, choicesFailed }: ConfigOptions,
  { integrationId, json, write, publicUrl }: IntegrationDependencies & Pick<ConfigSettings, 'publicUrl'>,
): void {
  // Only the program that listens knows where; half an address would be entered somewhere.
  const shown = publicUrl === undefined ? withoutAddress(values) : values;
  if (json) write(JSON.stringify({ type: 'config', integrationId, schema, uiSchema, values: shown }));
  else for (const line of formLines({ schema, uiSchema, values: shown }, { flag: '--set' })) write(line);
  if (!json && choicesFailed !== undefined) write(`the numbers of now could not be listed: ${choicesFailed}`);
}

function withoutAddress(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'webhookAddress'));
}

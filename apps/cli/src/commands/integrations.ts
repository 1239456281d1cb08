import { access } from 'node:fs/promises';
import { FriggCrmError, silentLogger, type JsonObject } from '@frigg-crm/core';
import type { ConfigOptions, UserActionOptions } from '@frigg-crm/crm-base';
import { CONFIG_FLAGS, RUN_ACTION_FLAGS } from '../config/integrations-flags.ts';
import type { ConfigSettings, RunActionSettings, ServicesSettings } from '../config/integrations-settings.ts';
import { nameOf } from '../config/flag.ts';
import type { ServerSetting } from '../config/place-setting.ts';
import { toFieldValues } from '../config/named-values.ts';
import { readTuning } from '../config/read-tuning.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { formLines } from '../output/form-lines.ts';
import { printable } from '../output/printable.ts';
import { Closing } from '../wiring/closing.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import type { IntegrationOperations } from '../wiring/integration-operations.ts';
import { namingOrigin } from '../wiring/naming-setting.ts';
import { createServerIntegrations } from '../wiring/remote/server-integrations.ts';
import { withServer } from '../wiring/remote/with-server.ts';
import { openServices } from '../wiring/serve/open-app.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a verb needs. */
export interface IntegrationDependencies {
  readonly services: IntegrationOperations;
  readonly integrationId: string;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Opens what loads an integration, does the work and closes it. @returns the exit code. */
export async function withIntegration(
  integrationId: string,
  { json, server, ...settings }: ServicesSettings & { readonly server: ServerSetting | undefined; readonly json: boolean },
  context: CliContext,
  work: (dependencies: IntegrationDependencies) => Promise<void>,
): Promise<number> {
  const { stdout, stderr, env, signal, connectors } = context;
  const tuning = readTuning(env);
  const logger =
    tuning.logLevel === undefined ? silentLogger : createJsonLineLogger({ level: tuning.logLevel, write: (line) => stderr.write(line) });
  const closing = new Closing();
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  try {
    if (server !== undefined) {
      await withServer(server, signal, async (client) => work({ services: createServerIntegrations(client), integrationId, json, write }));
      return EXIT_CODES.completed;
    }
    await assertServed(settings);
    const { services } = await openServices(settings, { tuning, connectors, env, logger, signal, closing });
    await namingOrigin(async () => untilAborted(work({ services, integrationId, json, write }), signal));
    return EXIT_CODES.completed;
  } catch (error) {
    if (json) for (const problem of problemsOf(error)) write(JSON.stringify(problem));
    throw error;
  } finally {
    await closing.close();
  }
}

/** A mistyped file would become a new and empty store. @throws {UsageError} */
async function assertServed({ store, vaultKey }: ServicesSettings): Promise<void> {
  if (store.kind !== 'sqlite') return;
  const isThere = async (file: string): Promise<boolean> =>
    access(file).then(
      () => true,
      () => false,
    );
  if (!(await isThere(store.file))) throw new UsageError(`${nameOf(CONFIG_FLAGS.store)}: there is no such file; frigg-crm serve makes it`);
  if (vaultKey === undefined && !(await isThere(`${store.file}.vault-key`)))
    throw new UsageError(`${nameOf(CONFIG_FLAGS.vaultKey)}: is missing: no file beside the store keeps one`);
}

/** For programs: an error that says which fields to change. */
function problemsOf(error: unknown): readonly object[] {
  if (!FriggCrmError.is(error)) return [];
  const { code, message } = error;
  return [{ type: 'problem', code, message, fields: 'fields' in error ? error.fields : [] }];
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

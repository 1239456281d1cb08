import { CONFIG_FLAGS, LIST_INTEGRATIONS_FLAGS, RUN_ACTION_FLAGS, SERVICES_FLAGS } from '../config/integrations-flags.ts';
import {
  actionsSettingsSchema,
  configSettingsSchema,
  listIntegrationsSettingsSchema,
  runActionSettingsSchema,
} from '../config/integrations-settings.ts';
import { readPlacedSettings } from '../config/read-placed-settings.ts';
import type { CliContext } from './cli-context.ts';
import type { ProgramActions } from './create-program.ts';

/** @returns what those verbs of `frigg-crm integrations` do. Settings are read before anything is loaded or opened. */
export function integrationActions(
  context: CliContext,
  exit: (code: number) => void,
): Pick<ProgramActions['integrations'], 'list' | 'actions' | 'runAction' | 'config'> {
  const { env } = context;
  return {
    async list(command) {
      const settings = readPlacedSettings(LIST_INTEGRATIONS_FLAGS, listIntegrationsSettingsSchema, { command, env });
      const { listIntegrations } = await import('./list-integrations.ts');
      exit(await listIntegrations(settings, context));
    },
    async actions(command, integrationId) {
      const settings = readPlacedSettings(SERVICES_FLAGS, actionsSettingsSchema, { command, env });
      const { listActions, withIntegration } = await import('./integrations.ts');
      exit(await withIntegration(integrationId, { settings, context }, listActions));
    },
    async runAction(command, integrationId, event) {
      const settings = readPlacedSettings(RUN_ACTION_FLAGS, runActionSettingsSchema, { command, env });
      const { runAction, withIntegration } = await import('./integrations.ts');
      exit(await withIntegration(integrationId, { settings, context }, async (dependencies) => runAction(event, settings, dependencies)));
    },
    async config(command, integrationId) {
      const settings = readPlacedSettings(CONFIG_FLAGS, configSettingsSchema, { command, env });
      const { configure, withIntegration } = await import('./integrations.ts');
      exit(await withIntegration(integrationId, { settings, context }, async (dependencies) => configure(settings, dependencies)));
    },
  };
}

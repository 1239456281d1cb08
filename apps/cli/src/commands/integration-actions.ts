import { ACTIONS_FLAGS, CONFIG_FLAGS, RUN_ACTION_FLAGS } from '../config/integrations-flags.ts';
import { actionsSettingsSchema, configSettingsSchema, runActionSettingsSchema } from '../config/integrations-settings.ts';
import { readSettings } from '../config/read-settings.ts';
import { withSecretFiles } from '../config/with-secret-files.ts';
import type { CliContext } from './cli-context.ts';
import type { ProgramActions } from './create-program.ts';

/** @returns what those verbs of `frigg-crm integrations` do that load an integration. */
export function integrationActions(
  context: CliContext,
  exit: (code: number) => void,
): Omit<ProgramActions['integrations'], 'releaseThrottle'> {
  return {
    async actions(command, integrationId) {
      const env = withSecretFiles(ACTIONS_FLAGS, context.env);
      const settings = readSettings(ACTIONS_FLAGS, actionsSettingsSchema, { command, env });
      const { listActions, withIntegration } = await import('./integrations.ts');
      exit(await withIntegration(integrationId, settings, context, listActions));
    },
    async runAction(command, integrationId, event) {
      const env = withSecretFiles(RUN_ACTION_FLAGS, context.env);
      const settings = readSettings(RUN_ACTION_FLAGS, runActionSettingsSchema, { command, env });
      const { runAction, withIntegration } = await import('./integrations.ts');
      exit(await withIntegration(integrationId, settings, context, async (dependencies) => runAction(event, settings, dependencies)));
    },
    async config(command, integrationId) {
      const env = withSecretFiles(CONFIG_FLAGS, context.env);
      const settings = readSettings(CONFIG_FLAGS, configSettingsSchema, { command, env });
      const { configure, withIntegration } = await import('./integrations.ts');
      exit(await withIntegration(integrationId, settings, context, async (dependencies) => configure(settings, dependencies)));
    },
  };
}

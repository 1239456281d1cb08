import { LIST_BULK_FLAGS, SERVER_ONLY_FLAGS, START_BULK_FLAGS } from '../config/bulk-flags.ts';
import { listBulkSettingsSchema, readBulkAction, serverOnlySettingsSchema, startBulkSettingsSchema } from '../config/bulk-settings.ts';
import type { OperatorActions } from './add-operator-commands.ts';
import { createApiVerbs } from './api-verb.ts';
import type * as BulkVerbs from './bulk.ts';
import type { CliContext } from './cli-context.ts';

/** @returns what the verbs of `frigg-crm bulk` do, and `frigg-crm diagnostics`. */
export function bulkActions(context: CliContext, exit: (code: number) => void): Pick<OperatorActions, 'bulk' | 'diagnostics'> {
  const verb = createApiVerbs(context, exit);
  const load = async (): Promise<typeof BulkVerbs> => import('./bulk.ts');
  return {
    bulk: {
      start: verb(START_BULK_FLAGS, startBulkSettingsSchema, {
        load,
        check: ({ settings, args: [action = ''] }) => readBulkAction(action, settings),
        work: async (verbs, { settings, args: [action = ''] }, dependencies) =>
          verbs.startBulk(readBulkAction(action, settings), settings, dependencies),
      }),
      list: verb(LIST_BULK_FLAGS, listBulkSettingsSchema, {
        load,
        work: async (verbs, { settings }, dependencies) => verbs.listBulk(settings, dependencies),
      }),
      show: verb(SERVER_ONLY_FLAGS, serverOnlySettingsSchema, {
        load,
        work: async (verbs, { args: [id = ''] }, dependencies) => verbs.showBulk(id, dependencies),
      }),
      wait: verb(SERVER_ONLY_FLAGS, serverOnlySettingsSchema, {
        load,
        work: async (verbs, { args: [id = ''] }, dependencies) => verbs.waitForBulk(id, dependencies),
      }),
      cancel: verb(SERVER_ONLY_FLAGS, serverOnlySettingsSchema, {
        load,
        work: async (verbs, { args: [id = ''] }, dependencies) => verbs.cancelBulk(id, dependencies),
      }),
    },
    diagnostics: verb(SERVER_ONLY_FLAGS, serverOnlySettingsSchema, {
      load: async () => import('./diagnostics.ts'),
      work: async (verbs, _given, dependencies) => verbs.runDiagnostics(dependencies),
    }),
  };
}

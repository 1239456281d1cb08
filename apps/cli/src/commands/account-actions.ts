import {
  AUTHORIZE_FLAGS,
  CONNECT_FLAGS,
  DELETE_INTEGRATION_FLAGS,
  HISTORY_FLAGS,
  ONE_INTEGRATION_FLAGS,
  RECONNECT_FLAGS,
  SHOW_INTEGRATION_FLAGS,
  START_SYNC_FLAGS,
} from '../config/account-flags.ts';
import {
  authorizeSettingsSchema,
  checkStart,
  connectSettingsSchema,
  deleteIntegrationSettingsSchema,
  historySettingsSchema,
  oneIntegrationSettingsSchema,
  reconnectSettingsSchema,
  startSyncSettingsSchema,
} from '../config/account-settings.ts';
import type { AccountActions } from './add-account-commands.ts';
import { createApiVerbs } from './api-verb.ts';
import type * as AccountVerbs from './accounts.ts';
import type { CliContext } from './cli-context.ts';

/** @returns what the verbs of `frigg-crm integrations` do that connect accounts and change integrations. */
export function accountActions(context: CliContext, exit: (code: number) => void): AccountActions {
  const verb = createApiVerbs(context, exit);
  const load = async (): Promise<typeof AccountVerbs> => import('./accounts.ts');
  const change = (name: 'check' | 'enable' | 'disable'): AccountActions['check'] =>
    verb(ONE_INTEGRATION_FLAGS, oneIntegrationSettingsSchema, {
      load,
      work: async (verbs, { args: [id = ''] }, dependencies) => verbs.changeIntegration(id, name, dependencies),
    });
  return {
    connectors: verb(ONE_INTEGRATION_FLAGS, oneIntegrationSettingsSchema, {
      load,
      work: async (verbs, _given, dependencies) => verbs.listConnectors(dependencies),
    }),
    show: verb(SHOW_INTEGRATION_FLAGS, oneIntegrationSettingsSchema, {
      load,
      work: async (verbs, { settings, args: [id = ''] }, dependencies) => verbs.showIntegration(id, settings, dependencies),
    }),
    history: verb(HISTORY_FLAGS, historySettingsSchema, {
      load,
      work: async (verbs, { settings, args: [id = ''] }, dependencies) => verbs.listHistory(id, settings, dependencies),
    }),
    check: change('check'),
    enable: change('enable'),
    disable: change('disable'),
    delete: verb(DELETE_INTEGRATION_FLAGS, deleteIntegrationSettingsSchema, {
      load,
      work: async (verbs, { settings, args: [id = ''] }, dependencies) => verbs.deleteIntegration(id, settings, dependencies),
    }),
    connect: verb(CONNECT_FLAGS, connectSettingsSchema, {
      load,
      work: async (verbs, { settings, args: [connector = ''] }, dependencies) => verbs.connectAccount(connector, settings, dependencies),
    }),
    reconnect: verb(RECONNECT_FLAGS, reconnectSettingsSchema, {
      load,
      work: async (verbs, { settings, args: [id = ''] }, dependencies) => verbs.reconnectAccount(id, settings, dependencies),
    }),
    authorize: verb(AUTHORIZE_FLAGS, authorizeSettingsSchema, {
      load,
      work: async (verbs, { settings, args: [id = ''] }, dependencies) => verbs.authorizeAccount(id, settings, dependencies),
    }),
    startSync: verb(START_SYNC_FLAGS, startSyncSettingsSchema, {
      load: async () => import('./start-sync.ts'),
      check: ({ settings }) => checkStart(settings),
      work: async (verbs, { settings, args: [id = ''] }, dependencies) => verbs.startSync(id, settings, dependencies),
    }),
  };
}

import {
  ACCESS_FLAGS,
  AUDIT_FLAGS,
  CREATE_KEY_FLAGS,
  CREATE_OPERATOR_FLAGS,
  END_SESSIONS_FLAGS,
  LIST_ACCESS_FLAGS,
  LIST_SESSIONS_FLAGS,
  SET_OPERATOR_FLAGS,
} from '../config/access-flags.ts';
import {
  accessSettingsSchema,
  auditSettingsSchema,
  checkEndedSessions,
  createKeySettingsSchema,
  createOperatorSettingsSchema,
  endSessionsSettingsSchema,
  listAccessSettingsSchema,
  listSessionsSettingsSchema,
  setOperatorSettingsSchema,
} from '../config/access-settings.ts';
import type { OperatorActions } from './add-operator-commands.ts';
import { createApiVerbs, type MakeApiVerb } from './api-verb.ts';
import type * as AccessVerbs from './access.ts';
import type * as SessionVerbs from './access-sessions.ts';
import type { CliContext } from './cli-context.ts';

/** @returns what the verbs of `frigg-crm access` do, `frigg-crm overview` and `frigg-crm audit`. */
export function accessActions(context: CliContext, exit: (code: number) => void): Pick<OperatorActions, 'access' | 'audit' | 'overview'> {
  const verb = createApiVerbs(context, exit);
  const load = async (): Promise<typeof AccessVerbs> => import('./access.ts');
  return {
    access: {
      whoAmI: verb(ACCESS_FLAGS, accessSettingsSchema, { load, work: async (verbs, _given, dependencies) => verbs.whoAmI(dependencies) }),
      operators: {
        list: verb(LIST_ACCESS_FLAGS, listAccessSettingsSchema, {
          load,
          work: async (verbs, { settings }, dependencies) => verbs.listOperators(settings, dependencies),
        }),
        create: verb(CREATE_OPERATOR_FLAGS, createOperatorSettingsSchema, {
          load,
          work: async (verbs, { settings, args: [name = ''] }, dependencies) => verbs.createOperator(name, settings, dependencies),
        }),
        set: verb(SET_OPERATOR_FLAGS, setOperatorSettingsSchema, {
          load,
          work: async (verbs, { settings, args: [name = ''] }, dependencies) => verbs.setOperator(name, settings, dependencies),
        }),
        delete: verb(ACCESS_FLAGS, accessSettingsSchema, {
          load,
          work: async (verbs, { args: [name = ''] }, dependencies) => verbs.deleteOperator(name, dependencies),
        }),
      },
      sessions: sessionActions(verb),
      keys: {
        list: verb(LIST_ACCESS_FLAGS, listAccessSettingsSchema, {
          load,
          work: async (verbs, { settings }, dependencies) => verbs.listKeys(settings, dependencies),
        }),
        create: verb(CREATE_KEY_FLAGS, createKeySettingsSchema, {
          load,
          work: async (verbs, { settings, args: [name = ''] }, dependencies) => verbs.createKey(name, settings, dependencies),
        }),
        delete: verb(ACCESS_FLAGS, accessSettingsSchema, {
          load,
          work: async (verbs, { args: [id = ''] }, dependencies) => verbs.deleteKey(id, dependencies),
        }),
      },
    },
    overview: verb(ACCESS_FLAGS, accessSettingsSchema, {
      load: async () => import('./overview.ts'),
      work: async (verbs, _given, dependencies) => verbs.showOverview(dependencies),
    }),
    audit: verb(AUDIT_FLAGS, auditSettingsSchema, {
      load: async () => import('./audit.ts'),
      work: async (verbs, { settings }, dependencies) => verbs.listAudit(settings, dependencies),
    }),
  };
}

function sessionActions(verb: MakeApiVerb): OperatorActions['access']['sessions'] {
  const load = async (): Promise<typeof SessionVerbs> => import('./access-sessions.ts');
  return {
    list: verb(LIST_SESSIONS_FLAGS, listSessionsSettingsSchema, {
      load,
      work: async (verbs, { settings }, dependencies) => verbs.listSessions(settings, dependencies),
    }),
    end: verb(END_SESSIONS_FLAGS, endSessionsSettingsSchema, {
      load,
      check: ({ settings, args: [id] }) => checkEndedSessions(id, settings),
      work: async (verbs, { settings, args: [id] }, dependencies) => verbs.endSessions(id, settings, dependencies),
    }),
  };
}

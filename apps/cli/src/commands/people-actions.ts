import { FIND_PEOPLE_FLAGS, SHOW_PERSON_FLAGS, SYNC_PERSON_FLAGS } from '../config/people-flags.ts';
import { findPeopleSettingsSchema, showPersonSettingsSchema, syncPersonSettingsSchema } from '../config/people-settings.ts';
import { readPlacedSettings } from '../config/read-placed-settings.ts';
import type { CliContext } from './cli-context.ts';
import type { ProgramActions } from './create-program.ts';

/** @returns what the verbs of `frigg-crm people` do. Settings are read before anything is loaded or opened. */
export function peopleActions(context: CliContext, exit: (code: number) => void): Pick<ProgramActions, 'people'> {
  const { env } = context;
  return {
    people: {
      async find(command, text) {
        const settings = readPlacedSettings(FIND_PEOPLE_FLAGS, findPeopleSettingsSchema, { command, env });
        const { findPeople, toLookups, withPeople } = await import('./people.ts');
        toLookups(text, settings);
        exit(await withPeople(settings, context, async (dependencies) => findPeople(text, settings, dependencies)));
      },
      async show(command, crmId) {
        const settings = readPlacedSettings(SHOW_PERSON_FLAGS, showPersonSettingsSchema, { command, env });
        const { showPerson, withPeople } = await import('./people.ts');
        exit(await withPeople(settings, context, async (dependencies) => showPerson(crmId, settings, dependencies)));
      },
      async syncNow(command, crmId) {
        const settings = readPlacedSettings(SYNC_PERSON_FLAGS, syncPersonSettingsSchema, { command, env });
        const { syncPerson, withPeople } = await import('./people.ts');
        exit(await withPeople(settings, context, async (dependencies) => syncPerson(crmId, settings, dependencies)));
      },
    },
  };
}

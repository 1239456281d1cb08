import type { Command } from 'commander';
import type * as z from 'zod';
import type { Flags } from '../config/flag.ts';
import {
  GROUP_DEAD_LETTERS_FLAGS,
  LIST_DEAD_LETTERS_FLAGS,
  LIST_INBOX_FLAGS,
  REDRIVE_DEAD_LETTERS_FLAGS,
  REPLAY_INBOX_FLAGS,
  SHOW_INBOX_FLAGS,
} from '../config/inbox-flags.ts';
import {
  chooseDeadLetters,
  chooseEvents,
  groupDeadLettersSettingsSchema,
  listDeadLettersSettingsSchema,
  listInboxSettingsSchema,
  redriveDeadLettersSettingsSchema,
  replayInboxSettingsSchema,
  showInboxSettingsSchema,
  type InboxPlace,
} from '../config/inbox-settings.ts';
import { readPlacedSettings } from '../config/read-placed-settings.ts';
import type { CliContext } from './cli-context.ts';
import type { ProgramActions } from './create-program.ts';
import type * as InboxVerbs from './inbox.ts';
import type { InboxDependencies } from './inbox.ts';

type Verbs = typeof InboxVerbs;

/** @returns what the verbs of `frigg-crm dead-letters` and `frigg-crm inbox` do. Settings are read before anything is loaded or opened. */
export function inboxActions(context: CliContext, exit: (code: number) => void): Pick<ProgramActions, 'deadLetters' | 'inbox'> {
  const verb =
    <Settings extends InboxPlace>(
      flags: Flags & { readonly store: Flags[string] },
      schema: z.ZodType<Settings>,
      {
        check,
        work,
      }: {
        /** Refuses what cannot be meant together. */
        readonly check?: (id: string | undefined, settings: Settings) => unknown;
        readonly work: (
          verbs: Verbs,
          given: { readonly settings: Settings; readonly id: string | undefined },
          dependencies: InboxDependencies,
        ) => Promise<void>;
      },
    ) =>
    async (command: Command, id?: string): Promise<void> => {
      const settings = readPlacedSettings(flags, schema, { command, env: context.env });
      check?.(id, settings);
      const verbs = await import('./inbox.ts');
      exit(await verbs.withInbox(settings, context, async (dependencies) => work(verbs, { settings, id }, dependencies)));
    };
  return {
    deadLetters: {
      list: verb(LIST_DEAD_LETTERS_FLAGS, listDeadLettersSettingsSchema, {
        work: async (verbs, { settings }, dependencies) => verbs.listDeadLetters(settings, dependencies),
      }),
      groups: verb(GROUP_DEAD_LETTERS_FLAGS, groupDeadLettersSettingsSchema, {
        work: async (verbs, { settings }, dependencies) => verbs.groupDeadLetters(settings, dependencies),
      }),
      redrive: verb(REDRIVE_DEAD_LETTERS_FLAGS, redriveDeadLettersSettingsSchema, {
        check: chooseDeadLetters,
        work: async (verbs, { settings, id }, dependencies) => verbs.redriveDeadLetters(id, settings, dependencies),
      }),
    },
    inbox: {
      list: verb(LIST_INBOX_FLAGS, listInboxSettingsSchema, {
        work: async (verbs, { settings }, dependencies) => verbs.listInbox(settings, dependencies),
      }),
      show: verb(SHOW_INBOX_FLAGS, showInboxSettingsSchema, {
        work: async (verbs, { settings, id = '' }, dependencies) => verbs.showEvent(settings, id, dependencies),
      }),
      replay: verb(REPLAY_INBOX_FLAGS, replayInboxSettingsSchema, {
        check: chooseEvents,
        work: async (verbs, { settings, id }, dependencies) => verbs.replayEvents(id, settings, dependencies),
      }),
    },
  };
}

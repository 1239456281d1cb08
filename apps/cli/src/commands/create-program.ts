import { Command } from 'commander';
import { BACKUP_FLAGS, MOVE_FLAGS } from '../config/copy-flags.ts';
import { CREATE_FLAGS } from '../config/create-flags.ts';
import type { Flags } from '../config/flag.ts';
import { CONFIG_FLAGS, LIST_INTEGRATIONS_FLAGS, RUN_ACTION_FLAGS, SERVICES_FLAGS } from '../config/integrations-flags.ts';
import { MIGRATE_FLAGS } from '../config/migrate-flags.ts';
import { MAINTAIN_FLAGS } from '../config/maintain-flags.ts';
import { SERVE_FLAGS } from '../config/serve-flags.ts';
import { CONTROL_FLAGS, FAILED_FLAGS, LIST_FLAGS, PROCESS_FLAGS, REDRIVE_FLAGS } from '../config/processes-flags.ts';
import { addAccountCommands, type AccountActions } from './add-account-commands.ts';
import { addCommand } from './add-command.ts';
import { addOperatorCommands, type OperatorActions } from './add-operator-commands.ts';

/** What the commands do. */
export interface ProgramActions extends OperatorActions {
  readonly demo: (command: Command) => Promise<void>;
  readonly sync: (command: Command) => Promise<void>;
  readonly serve: (command: Command) => Promise<void>;
  readonly backup: (command: Command, file: string) => Promise<void>;
  readonly move: (command: Command) => Promise<void>;
  readonly maintain: (command: Command) => Promise<void>;
  readonly migrateFromFrigg: (command: Command) => Promise<void>;
  readonly createConnector: (command: Command, name: string) => Promise<void>;
  /** The verbs of `processes`; all but `list` have the id of a process. */
  readonly processes: { readonly [Verb in ProcessVerb]: (command: Command, processId: string) => Promise<void> };
  /** The verbs of `integrations`; they have the id of an integration. */
  readonly integrations: {
    readonly [Verb in 'releaseThrottle' | 'actions' | 'config']: (command: Command, integrationId: string) => Promise<void>;
  } & AccountActions & { readonly list: (command: Command) => Promise<void> } & {
      readonly runAction: (command: Command, integrationId: string, event: string) => Promise<void>;
    };
}

/** What can be done to processes. */
export type ProcessVerb = keyof typeof VERBS;

const VERBS = {
  list: { description: 'lists syncs, the newest first', flags: LIST_FLAGS },
  show: { description: 'shows all that is stored of a sync', flags: PROCESS_FLAGS },
  explain: { description: 'says what a sync does, why it waits or how it ended', flags: PROCESS_FLAGS },
  export: {
    description: 'prints a sync and how it went as one file without personal data, which the page opens and the simulator replays',
    flags: PROCESS_FLAGS,
  },
  failed: { description: 'lists the people that failed one by one, by their ids in the CRM; audited by a server', flags: FAILED_FLAGS },
  pause: { description: 'stops a sync where it is', flags: CONTROL_FLAGS },
  resume: { description: 'continues a paused sync', flags: CONTROL_FLAGS },
  cancel: { description: 'ends a sync for good', flags: CONTROL_FLAGS },
  redrive: { description: 'repeats what failed of a sync', flags: REDRIVE_FLAGS },
} as const satisfies Record<string, { readonly description: string; readonly flags: Flags }>;

/** How a program is described, and where its help goes. */
export interface ProgramOptions {
  readonly write: (text: string) => void;
  /** The settings of those commands that depend on the connectors. */
  readonly flags: { readonly demo: Flags; readonly sync: Flags };
}

/** Creates the command line. Its errors are thrown as `CommanderError`; values are checked behind it. */
export function createProgram(actions: ProgramActions, { write, flags }: ProgramOptions): Command {
  const program = new Command('frigg-crm')
    .description('Keeps the persons of a CRM in step with Quo.')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: write, outputError: () => undefined, writeErr: () => undefined });
  addCommand(program, {
    name: 'demo',
    description: 'syncs a sandbox of a CRM into a sandbox of Quo, both on this machine',
    flags: flags.demo,
    action: actions.demo,
  });
  addCommand(program, { name: 'sync', description: 'syncs the persons of a CRM into Quo', flags: flags.sync, action: actions.sync });
  addCommand(program, {
    name: 'serve',
    description: 'serves the HTTP API, and runs workers and schedules, until it is stopped',
    flags: SERVE_FLAGS,
    action: actions.serve,
  });
  const processes = program.command('processes').description('shows and controls the syncs of a store or of a server');
  for (const [name, { description, flags: verbFlags }] of Object.entries(VERBS)) {
    const act = actions.processes[name as ProcessVerb];
    const args = name === 'list' ? [] : ['<process-id>'];
    addCommand(processes, { name, description, flags: verbFlags, args, action: async (command, id = '') => act(command, id) });
  }
  addIntegrationCommands(program, actions);
  addOperatorCommands(program, actions);
  addStoreCommands(program, actions);
  const migrate = program.command('migrate').description('copies what another program has stored');
  addCommand(migrate, {
    name: 'from-frigg',
    description:
      'copies the integrations, credentials, webhook keys, mappings and written calls of a Frigg app, whose database is only read; interrupted, the same command continues; repeated, it changes nothing',
    flags: MIGRATE_FLAGS,
    action: actions.migrateFromFrigg,
  });
  const create = program.command('create').description('writes what an author begins with');
  addCommand(create, {
    name: 'connector',
    description: 'creates the package of a connector, whose tests say what is left to be written',
    flags: CREATE_FLAGS,
    args: ['<name>'],
    action: async (command, name = '') => actions.createConnector(command, name),
  });
  return program;
}

function addIntegrationCommands(program: Command, { integrations: verbs }: Pick<ProgramActions, 'integrations'>): void {
  const integrations = program
    .command('integrations')
    .description('controls pairs of accounts, and does what their owners can do on a screen');
  const args = ['<integration-id>'];
  addCommand(integrations, {
    name: 'list',
    description: 'lists the pairs of accounts, with their status and what their owners should know',
    flags: LIST_INTEGRATIONS_FLAGS,
    action: verbs.list,
  });
  addCommand(integrations, {
    name: 'release-throttle',
    description: 'lets an integration call its APIs again that waits for a rate limit',
    flags: PROCESS_FLAGS,
    args,
    action: async (command, id = '') => verbs.releaseThrottle(command, id),
  });
  addCommand(integrations, {
    name: 'actions',
    description: 'lists what an owner can start, each with its form',
    flags: SERVICES_FLAGS,
    args,
    action: async (command, id = '') => verbs.actions(command, id),
  });
  addCommand(integrations, {
    name: 'run-action',
    description: 'runs an action, such as INITIAL_SYNC or SEARCH_PERSONS, and writes its result',
    flags: RUN_ACTION_FLAGS,
    args: [...args, '<action>'],
    action: async (command, id = '', event = '') => verbs.runAction(command, id, event),
  });
  addCommand(integrations, {
    name: 'config',
    description: 'shows what an owner can set and what is set, or changes it with --set',
    flags: CONFIG_FLAGS,
    args,
    action: async (command, id = '') => verbs.config(command, id),
  });
  addAccountCommands(integrations, verbs);
}

function addStoreCommands(program: Command, { backup, move, maintain }: Pick<ProgramActions, 'backup' | 'move' | 'maintain'>): void {
  addCommand(program, {
    name: 'backup',
    description: 'copies the file of a SQLite store, also while programs use it; an older copy of that name is replaced',
    flags: BACKUP_FLAGS,
    args: ['<file>'],
    action: async (command, file = '') => backup(command, file),
  });
  addCommand(program, {
    name: 'move',
    description: 'copies a store to an empty one of another kind; interrupted, the same command continues',
    flags: MOVE_FLAGS,
    action: move,
  });
  addCommand(program, {
    name: 'maintain',
    description: 'deletes what has expired and gives free space back, also while programs use the store',
    flags: MAINTAIN_FLAGS,
    action: maintain,
  });
}

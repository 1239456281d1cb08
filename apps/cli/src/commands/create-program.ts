import { Command, Option } from 'commander';
import { BACKUP_FLAGS, MOVE_FLAGS } from '../config/copy-flags.ts';
import { CREATE_FLAGS } from '../config/create-flags.ts';
import type { Flags } from '../config/flag.ts';
import { MAINTAIN_FLAGS } from '../config/maintain-flags.ts';
import { SERVE_FLAGS } from '../config/serve-flags.ts';
import { LIST_FLAGS, PROCESS_FLAGS, REDRIVE_FLAGS } from '../config/processes-flags.ts';

/** What the commands do. */
export interface ProgramActions {
  readonly demo: (command: Command) => Promise<void>;
  readonly sync: (command: Command) => Promise<void>;
  readonly serve: (command: Command) => Promise<void>;
  readonly backup: (command: Command, file: string) => Promise<void>;
  readonly move: (command: Command) => Promise<void>;
  readonly maintain: (command: Command) => Promise<void>;
  readonly createConnector: (command: Command, name: string) => Promise<void>;
  /** The verbs of `processes`; all but `list` have the id of a process. */
  readonly processes: { readonly [Verb in ProcessVerb]: (command: Command, processId: string) => Promise<void> };
  /** The verbs of `integrations`; they have the id of an integration. */
  readonly integrations: { readonly releaseThrottle: (command: Command, integrationId: string) => Promise<void> };
}

/** What can be done to processes. */
export type ProcessVerb = keyof typeof VERBS;

const VERBS = {
  list: { description: 'lists syncs, the newest first', flags: LIST_FLAGS },
  show: { description: 'shows all that is stored of a sync', flags: PROCESS_FLAGS },
  explain: { description: 'says what a sync does, why it waits or how it ended', flags: PROCESS_FLAGS },
  pause: { description: 'stops a sync where it is', flags: PROCESS_FLAGS },
  resume: { description: 'continues a paused sync', flags: PROCESS_FLAGS },
  cancel: { description: 'ends a sync for good', flags: PROCESS_FLAGS },
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
  const processes = program.command('processes').description('shows and controls the syncs of a store');
  for (const [name, { description, flags: verbFlags }] of Object.entries(VERBS)) {
    const act = actions.processes[name as ProcessVerb];
    const argument = name === 'list' ? undefined : '<process-id>';
    addCommand(processes, { name, description, flags: verbFlags, argument, action: act });
  }
  const integrations = program.command('integrations').description('controls pairs of accounts');
  addCommand(integrations, {
    name: 'release-throttle',
    description: 'lets an integration call its APIs again that waits for a rate limit',
    flags: PROCESS_FLAGS,
    argument: '<integration-id>',
    action: actions.integrations.releaseThrottle,
  });
  addStoreCommands(program, actions);
  const create = program.command('create').description('writes what an author begins with');
  addCommand(create, {
    name: 'connector',
    description: 'creates the package of a connector, whose tests say what is left to be written',
    flags: CREATE_FLAGS,
    argument: '<name>',
    action: actions.createConnector,
  });
  return program;
}

function addStoreCommands(program: Command, { backup, move, maintain }: Pick<ProgramActions, 'backup' | 'move' | 'maintain'>): void {
  addCommand(program, {
    name: 'backup',
    description: 'copies the file of a SQLite store, also while programs use it; an older copy of that name is replaced',
    flags: BACKUP_FLAGS,
    argument: '<file>',
    action: backup,
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

interface CommandSpec {
  readonly name: string;
  readonly description: string;
  readonly flags: Flags;
  readonly argument?: string | undefined;
  readonly action: (command: Command, argument: string) => Promise<void>;
}

function addCommand(program: Command, { name, description, flags, argument, action }: CommandSpec): void {
  const command = program.command(name).description(description);
  for (const flag of Object.values(flags)) command.addOption(new Option(flag.flags, flag.description).env(flag.variable));
  if (argument !== undefined) command.argument(argument);
  command.action(async () => action(command, command.args[0] ?? ''));
}

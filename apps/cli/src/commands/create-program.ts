import { Command, Option } from 'commander';
import { DEMO_FLAGS } from '../config/demo-flags.ts';
import type { Flags } from '../config/flag.ts';
import { SYNC_FLAGS } from '../config/sync-flags.ts';

/** What the commands do. */
export interface ProgramActions {
  readonly demo: (command: Command) => Promise<void>;
  readonly sync: (command: Command) => Promise<void>;
}

/** Makes the command line. Its errors are thrown as `CommanderError`; values are checked behind it. */
export function createProgram(actions: ProgramActions, write: (text: string) => void): Command {
  const program = new Command('frigg-crm')
    .description('Keeps the people of a CRM in step with Quo.')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: write, outputError: () => undefined, writeErr: () => undefined });
  addCommand(program, {
    name: 'demo',
    description: 'syncs a made-up CRM into a made-up Quo, both on this machine',
    flags: DEMO_FLAGS,
    action: actions.demo,
  });
  addCommand(program, { name: 'sync', description: 'syncs the people of a CRM into Quo', flags: SYNC_FLAGS, action: actions.sync });
  return program;
}

interface CommandSpec {
  readonly name: string;
  readonly description: string;
  readonly flags: Flags;
  readonly action: (command: Command) => Promise<void>;
}

function addCommand(program: Command, { name, description, flags, action }: CommandSpec): void {
  const command = program.command(name).description(description);
  for (const flag of Object.values(flags)) command.addOption(new Option(flag.flags, flag.description).env(flag.variable));
  command.action(async () => action(command));
}

import { Option, type Command } from 'commander';
import type { Flag, Flags } from '../config/flag.ts';

/** One command, or one verb of it. */
export interface CommandSpec {
  readonly name: string;
  readonly description: string;
  readonly flags: Flags;
  /** Those that it takes, in their order: `<needed>` or `[not needed]`. @defaultValue none */
  readonly args?: readonly string[] | undefined;
  /** Shown below the flags. @defaultValue nothing */
  readonly examples?: readonly string[] | undefined;
  readonly action: (command: Command, ...args: readonly string[]) => Promise<void>;
}

/** Adds a command to the program, or a verb to a command. */
export function addCommand(program: Command, { name, description, flags, args = [], examples = [], action }: CommandSpec): void {
  const command = program.command(name).description(description);
  const all = Object.values(flags);
  for (const flag of all) if (flag.isVariableOnly !== true) command.addOption(toOption(flag));
  for (const argument of args) command.argument(argument);
  const variables = all.filter(({ isVariableOnly }) => isVariableOnly === true);
  if (variables.length > 0)
    command.addHelpText('after', ['', 'Variables:', ...variables.map((one) => `  ${one.variable}  ${one.description}`)].join('\n'));
  if (examples.length > 0) command.addHelpText('after', ['', 'Examples:', ...examples.map((line) => `  ${line}`)].join('\n'));
  command.action(async () => action(command, ...command.args));
}

function toOption({ flags, description, variable, isList }: Flag): Option {
  const option = new Option(flags, description).env(variable);
  return isList === true ? option.argParser((value, before: readonly string[] | undefined) => [...(before ?? []), value]) : option;
}

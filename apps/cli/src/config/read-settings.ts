import type { Command } from 'commander';
import type * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { isSwitch, nameOf, type Flag, type Flags } from './flag.ts';

/** Where the settings of a command come from. */
export interface SettingsSource {
  /** The parsed command line. */
  readonly command: Pick<Command, 'opts' | 'getOptionValueSource'>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the settings of a command: a flag beats its variable; an empty variable is as good as none.
 * @throws {UsageError} with a line for each setting that is missing or wrong, without its value.
 */
export function readSettings<Output>(flags: Flags, schema: z.ZodType<Output>, source: SettingsSource): Output {
  const given: Record<string, unknown> = {};
  for (const [key, flag] of Object.entries(flags)) {
    const value = isSwitch(flag)
      ? readSwitch(key, flag, source)
      : flag.isList === true
        ? readList(key, flag, source)
        : readValue(key, flag, source);
    if (value !== undefined) given[key] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: [key], message }) => {
    const flag = flags[String(key)];
    return `${flag === undefined ? 'the settings' : nameOf(flag)}: ${String(key) in given ? message : missing(message)}`;
  });
  throw new UsageError([...new Set(problems)].join('\n'));
}

/** What a schema says of a value that is not there is about its type, unless it says so itself. */
function missing(message: string): string {
  return message.startsWith('is missing') ? message : 'is missing';
}

function readValue(key: string, flag: Flag, { command, env }: SettingsSource): string | undefined {
  // The environment is the caller's; commander would read the one of this process.
  const variable = env[flag.variable] ?? '';
  const value: unknown = command.getOptionValueSource(key) === 'cli' ? command.opts()[key] : undefined;
  if (typeof value !== 'string') return variable === '' ? undefined : variable;
  // A secret has one place. Two that differ are a mistake, and the wrong account would be written to.
  if (flag.isSecret === true && variable !== '' && variable !== value)
    throw new UsageError(`${nameOf(flag)}: flag and variable are both set and differ; drop the flag`);
  return value;
}

function readList(key: string, flag: Flag, { command, env }: SettingsSource): readonly string[] | undefined {
  const value: unknown = command.getOptionValueSource(key) === 'cli' ? command.opts()[key] : undefined;
  if (Array.isArray(value)) return value.map(String);
  const lines = (env[flag.variable] ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? undefined : lines;
}

/** commander takes any value of a switch's variable for on. */
function readSwitch(key: string, flag: Flag, { command, env }: SettingsSource): boolean {
  if (command.getOptionValueSource(key) === 'cli') return true;
  const value = (env[flag.variable] ?? '').toLowerCase();
  if (value === '1' || value === 'true') return true;
  if (value === '' || value === '0' || value === 'false') return false;
  throw new UsageError(`${nameOf(flag)}: must be 1 or 0`);
}

import { FriggCrmError } from '@frigg-crm/core';
import { CommanderError } from 'commander';
import { StoppedError } from '../errors/stopped-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** Codes of errors that say: nothing was started, a setting has to change. */
const USAGE_CODES = ['USAGE', 'CONFIGURATION_INVALID', 'ACTION_INPUT_INVALID', 'INVALID_INTEGRATION_DATA', 'UNKNOWN_ACTION'];

/** Says in one line on stderr why the program ends; the stack is shown with `FRIGG_CRM_DEBUG=1`. @returns the exit code. */
export function reportError(error: unknown, { stderr, env }: Pick<CliContext, 'stderr' | 'env'>): number {
  if (error instanceof CommanderError) {
    // Help and version were requested and are written.
    if (error.exitCode === 0) return EXIT_CODES.completed;
    stderr.write(`frigg-crm: ${usageMessage(error)}\n`);
    return EXIT_CODES.usage;
  }
  for (const line of errorLines(error)) stderr.write(`frigg-crm: ${line}\n`);
  if (error instanceof StoppedError) return error.exitCode;
  if (env['FRIGG_CRM_DEBUG'] === '1') stderr.write(stacks(error));
  return USAGE_CODES.some((code) => FriggCrmError.hasCode<string>(error, code)) ? EXIT_CODES.usage : EXIT_CODES.notCompleted;
}

/** What follows `=` may be a secret whose flag was mistyped. */
function usageMessage({ code, message }: CommanderError): string {
  if (code === 'commander.help')
    return 'name a command: demo, sync, serve, processes, integrations, overview, bulk, dead-letters, inbox, people, access, audit, diagnostics, backup, move, maintain, migrate from-frigg or create connector; see frigg-crm --help';
  return message
    .replace(/^error: /, '')
    .replaceAll(/(--?[\w-]+)=[^']*/g, '$1')
    .replaceAll('\n', ' ');
}

/** A configuration can be wrong in several ways. */
function errorLines(error: unknown): readonly string[] {
  return error instanceof UsageError ? error.message.split('\n') : [errorMessage(error)];
}

/** Texts of errors that are not ours may hold anything, so they stay out. */
function errorMessage(error: unknown): string {
  if (FriggCrmError.is(error)) return error.message.replaceAll('\n', ' ');
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const name = error instanceof Error ? error.name : typeof error;
  return `unexpected error (${name}${code}); FRIGG_CRM_DEBUG=1 shows where`;
}

function stacks(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return `${error.stack ?? error.message}\n${error.cause === undefined ? '' : `caused by ${stacks(error.cause)}`}`;
}

import type { Command } from 'commander';
import type * as z from 'zod';
import { BACKUP_FLAGS, MOVE_FLAGS } from '../config/copy-flags.ts';
import { backupSettingsSchema, moveSettingsSchema } from '../config/copy-settings.ts';
import { CREATE_FLAGS } from '../config/create-flags.ts';
import { createSettingsSchema } from '../config/create-settings.ts';
import { demoFlags } from '../config/demo-flags.ts';
import { demoSettingsSchema } from '../config/demo-settings.ts';
import { MIGRATE_FLAGS } from '../config/migrate-flags.ts';
import { MAINTAIN_FLAGS } from '../config/maintain-flags.ts';
import { maintainSettingsSchema } from '../config/maintain-settings.ts';
import type { Flags } from '../config/flag.ts';
import { readSettings } from '../config/read-settings.ts';
import { readTuning } from '../config/read-tuning.ts';
import { SERVE_FLAGS } from '../config/serve-flags.ts';
import { serveSettingsSchema } from '../config/serve-settings.ts';
import { accessActions } from './access-actions.ts';
import { bulkActions } from './bulk-actions.ts';
import { checkServe } from './check-serve.ts';
import { readAll } from '../config/read-all.ts';
import { serveWarnings } from '../config/serve-warnings.ts';
import { withSecretFiles } from '../config/with-secret-files.ts';
import { syncFlags } from '../config/sync-flags.ts';
import { syncSettingsSchema } from '../config/sync-settings.ts';
import { printableLines } from '../output/printable.ts';
import type { OutputStream } from '../output/reporter.ts';
import { GRACE_MS, withGrace } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { createProgram, type ProgramActions } from './create-program.ts';
import { inboxActions } from './inbox-actions.ts';
import { peopleActions } from './people-actions.ts';
import { processActions } from './process-actions.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { reportError } from './report-error.ts';

/** How long a server may take to finish what it has in hand, in milliseconds. */
const STOP_MS = 30_000;

/**
 * Runs one command. What it needs is loaded when its settings are known to be right. When `context.signal` is aborted, it
 * ends within a second, whatever it waits for.
 * @returns the exit code; never throws.
 */
export async function runCli(argv: readonly string[], given: CliContext): Promise<number> {
  const context = { ...given, stderr: printableStream(given.stderr) };
  const { signal, connectors } = context;
  let exitCode: number = EXIT_CODES.completed;
  // A server that is stopped finishes what it has in hand, and has done what was wanted of it.
  let drainMs: number | undefined;
  const actions = createActions(context, {
    exit: (code) => {
      exitCode = code;
    },
    drainFor: (ms) => {
      drainMs = ms;
    },
  });
  const program = createProgram(actions, {
    write: (text) => context.stdout.write(text),
    flags: { demo: demoFlags(connectors), sync: syncFlags(connectors) },
  });
  try {
    await withGrace(program.parseAsync(argv, { from: 'user' }), { signal, graceMs: () => drainMs ?? GRACE_MS });
    if (drainMs === undefined) signal.throwIfAborted();
    return exitCode;
  } catch (error) {
    // Once it is stopped, that is the reason of whatever fails.
    return reportError(signal.aborted ? signal.reason : error, context);
  }
}

interface Outcome {
  readonly exit: (code: number) => void;
  /** Gives the command so many milliseconds when it is stopped. */
  readonly drainFor: (ms: number) => void;
}

type ReadSettings = <Output>(flags: Flags, schema: z.ZodType<Output>, command: Command) => Output;

function createActions(context: CliContext, { exit, drainFor }: Outcome): ProgramActions {
  const { env, connectors } = context;
  const read: ReadSettings = (flags, schema, command) => readSettings(flags, schema, { command, env: withSecretFiles(flags, env) });
  return {
    demo: async (command) => exit(await demo(command, context, drainFor)),
    async sync(command) {
      const settings = read(syncFlags(connectors), syncSettingsSchema(connectors), command);
      const tuning = readTuning(env);
      const { runSyncCommand } = await import('./sync.ts');
      exit(await runSyncCommand(settings, tuning, context));
    },
    async serve(command) {
      const secrets = withSecretFiles(SERVE_FLAGS, env);
      const [settings, tuning] = readAll(
        () => readSettings(SERVE_FLAGS, serveSettingsSchema, { command, env: secrets }),
        () => readTuning(env),
      );
      for (const warning of serveWarnings(settings, env, connectors)) context.stderr.write(`frigg-crm: ${warning}\n`);
      if (settings.check) return exit(checkServe(settings, context));
      const { runServe } = await import('./serve.ts');
      drainFor(settings.drainSeconds * 1000 + STOP_MS);
      exit(await runServe(settings, tuning, context));
    },
    async backup(command, file) {
      const settings = read(BACKUP_FLAGS, backupSettingsSchema, command);
      const { runBackup } = await import('./backup.ts');
      exit(await runBackup(settings, file, context));
    },
    async move(command) {
      const settings = read(MOVE_FLAGS, moveSettingsSchema, command);
      const { runMove } = await import('./move.ts');
      exit(await runMove(settings, context));
    },
    async maintain(command) {
      const settings = read(MAINTAIN_FLAGS, maintainSettingsSchema, command);
      const { runMaintain } = await import('./maintain.ts');
      exit(await runMaintain(settings, context));
    },
    async migrateFromFrigg(command) {
      // What it needs of @frigg-crm/frigg is of no use to other commands.
      const { migrateSettingsSchema } = await import('../config/migrate-settings.ts');
      const settings = read(MIGRATE_FLAGS, migrateSettingsSchema, command);
      const { runMigrate } = await import('./migrate.ts');
      exit(await runMigrate(settings, context));
    },
    async createConnector(command, name) {
      const settings = read(CREATE_FLAGS, createSettingsSchema, command);
      const { runCreateConnector } = await import('./create.ts');
      exit(await runCreateConnector(settings, name, context));
    },
    ...processActions(context, exit),
    ...inboxActions(context, exit),
    ...peopleActions(context, exit),
    ...bulkActions(context, exit),
    ...accessActions(context, exit),
  };
}

/** A server with its page where a person looks at it, one run everywhere else. @returns the exit code. */
async function demo(command: Command, context: CliContext, drainFor: Outcome['drainFor']): Promise<number> {
  const { env, connectors, stdout } = context;
  const flags = demoFlags(connectors);
  const settings = readSettings(flags, demoSettingsSchema(connectors), { command, env: withSecretFiles(flags, env) });
  const tuning = readTuning(env);
  const hasPage = settings.page === 'auto' ? stdout.isTTY === true && !settings.json : settings.page === 'always';
  if (!hasPage) return (await import('./demo.ts')).runDemo(settings, tuning, context);
  const { runDemoPage } = await import('./demo-page.ts');
  drainFor(STOP_MS);
  return runDemoPage(settings, tuning, context);
}

function printableStream(stream: OutputStream): OutputStream {
  return { write: (text) => stream.write(printableLines(text)) };
}

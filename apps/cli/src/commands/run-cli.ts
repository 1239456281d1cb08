import { DEMO_FLAGS } from '../config/demo-flags.ts';
import { demoSettingsSchema } from '../config/demo-settings.ts';
import { readSettings } from '../config/read-settings.ts';
import { readTuning } from '../config/read-tuning.ts';
import { SYNC_FLAGS } from '../config/sync-flags.ts';
import { syncSettingsSchema } from '../config/sync-settings.ts';
import type { CliContext } from './cli-context.ts';
import { createProgram } from './create-program.ts';
import { processActions } from './process-actions.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { reportError } from './report-error.ts';

/** Runs one command. What it needs is loaded when its settings are known to be right. @returns the exit code; never throws. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const { env, stdout } = context;
  let exitCode: number = EXIT_CODES.completed;
  const program = createProgram(
    {
      demo: async (command) => {
        const settings = readSettings(DEMO_FLAGS, demoSettingsSchema, { command, env });
        const tuning = readTuning(env);
        const { runDemo } = await import('./demo.ts');
        exitCode = await runDemo(settings, tuning, context);
      },
      sync: async (command) => {
        const settings = readSettings(SYNC_FLAGS, syncSettingsSchema, { command, env });
        const tuning = readTuning(env);
        const { runSyncCommand } = await import('./sync.ts');
        exitCode = await runSyncCommand(settings, tuning, context);
      },
      processes: processActions(context, (code) => {
        exitCode = code;
      }),
    },
    (text) => stdout.write(text),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, context);
  }
}

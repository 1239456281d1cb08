import type { Command } from 'commander';
import { LIST_FLAGS, PROCESS_FLAGS, REDRIVE_FLAGS } from '../config/processes-flags.ts';
import { listSettingsSchema, processSettingsSchema, redriveSettingsSchema } from '../config/processes-settings.ts';
import { readSettings } from '../config/read-settings.ts';
import type { CliContext } from './cli-context.ts';
import type { ProgramActions } from './create-program.ts';
import type * as Processes from './processes.ts';
import type { ProcessTools } from './processes.ts';

type Verbs = typeof Processes;

/** @returns what the verbs of `frigg-crm processes` do. Settings are read before anything is loaded or opened. */
export function processActions(context: CliContext, exit: (code: number) => void): ProgramActions['processes'] {
  const { env } = context;
  const onOne =
    (work: (verbs: Verbs, processId: string, tools: ProcessTools) => Promise<void>) =>
    async (command: Command, processId: string): Promise<void> => {
      const settings = readSettings(PROCESS_FLAGS, processSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(await verbs.withProcessTools(settings, context, async (tools) => work(verbs, processId, tools)));
    };
  return {
    async list(command) {
      const settings = readSettings(LIST_FLAGS, listSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(await verbs.withProcessTools(settings, context, async (tools) => verbs.listProcesses(settings, tools)));
    },
    async redrive(command, processId) {
      const settings = readSettings(REDRIVE_FLAGS, redriveSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(await verbs.withProcessTools(settings, context, async (tools) => verbs.redriveProcess(processId, settings.only, tools)));
    },
    show: onOne(async (verbs, processId, tools) => verbs.showProcess(processId, tools)),
    explain: onOne(async (verbs, processId, tools) => verbs.explainProcess(processId, tools)),
    pause: onOne(async (verbs, processId, tools) => verbs.pauseProcess(processId, tools)),
    resume: onOne(async (verbs, processId, tools) => verbs.resumeProcess(processId, tools)),
    cancel: onOne(async (verbs, processId, tools) => verbs.cancelProcess(processId, tools)),
  };
}

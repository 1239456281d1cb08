import type { Command } from 'commander';
import { CONTROL_FLAGS, FAILED_FLAGS, LIST_FLAGS, PROCESS_FLAGS, REDRIVE_FLAGS } from '../config/processes-flags.ts';
import {
  controlSettingsSchema,
  failedSettingsSchema,
  listSettingsSchema,
  processSettingsSchema,
  redriveSettingsSchema,
} from '../config/processes-settings.ts';
import { readPlacedSettings } from '../config/read-placed-settings.ts';
import { accountActions } from './account-actions.ts';
import type { CliContext } from './cli-context.ts';
import { integrationActions } from './integration-actions.ts';
import type { ProgramActions } from './create-program.ts';
import type * as Processes from './processes.ts';
import type { ProcessDependencies } from './processes.ts';

type Verbs = typeof Processes;

/** @returns what the verbs of `frigg-crm processes` do, and of `frigg-crm integrations`. Settings are read before anything is loaded or opened. */
export function processActions(context: CliContext, exit: (code: number) => void): Pick<ProgramActions, 'processes' | 'integrations'> {
  const { env } = context;
  const onOne =
    (work: (verbs: Verbs, id: string, dependencies: ProcessDependencies) => Promise<void>) =>
    async (command: Command, id: string): Promise<void> => {
      const settings = readPlacedSettings(PROCESS_FLAGS, processSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(await verbs.withProcessDependencies(settings, context, async (dependencies) => work(verbs, id, dependencies)));
    };
  const control =
    (verb: 'pause' | 'resume' | 'cancel') =>
    async (command: Command, id: string): Promise<void> => {
      const { dryRun, ifPlan, ...settings } = readPlacedSettings(CONTROL_FLAGS, controlSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(
        await verbs.withProcessDependencies(settings, context, async (dependencies) =>
          verbs.actOnProcess(id, verb, { dryRun, ifPlan, ...dependencies }),
        ),
      );
    };
  const processes: ProgramActions['processes'] = {
    async list(command) {
      const settings = readPlacedSettings(LIST_FLAGS, listSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(await verbs.withProcessDependencies(settings, context, async (dependencies) => verbs.listProcesses(settings, dependencies)));
    },
    async redrive(command, processId) {
      const settings = readPlacedSettings(REDRIVE_FLAGS, redriveSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(
        await verbs.withProcessDependencies(settings, context, async (dependencies) =>
          verbs.redriveProcess(processId, settings, dependencies),
        ),
      );
    },
    show: onOne(async (verbs, processId, dependencies) => verbs.showProcess(processId, dependencies)),
    explain: onOne(async (verbs, processId, dependencies) => verbs.explainProcess(processId, dependencies)),
    export: onOne(async (verbs, processId, dependencies) => verbs.exportProcess(processId, dependencies)),
    async failed(command, processId) {
      const settings = readPlacedSettings(FAILED_FLAGS, failedSettingsSchema, { command, env });
      const verbs = await import('./processes.ts');
      exit(
        await verbs.withProcessDependencies(settings, context, async (dependencies) => verbs.listFailed(processId, settings, dependencies)),
      );
    },
    pause: control('pause'),
    resume: control('resume'),
    cancel: control('cancel'),
  };
  const releaseThrottle = onOne(async (verbs, integrationId, dependencies) => verbs.releaseThrottle(integrationId, dependencies));
  return { processes, integrations: { releaseThrottle, ...integrationActions(context, exit), ...accountActions(context, exit) } };
}

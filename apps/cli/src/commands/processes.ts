import { toProcessId, ProcessNotFoundError, type Process, type Store } from '@frigg-crm/core';
import { CRM_SYNC, createSyncControl, type SyncControl } from '@frigg-crm/crm-base';
import type { ListSettings, ProcessSettings } from '../config/processes-settings.ts';
import { PROCESS_FLAGS } from '../config/processes-flags.ts';
import { explanationLines } from '../output/explanation-lines.ts';
import { printable } from '../output/printable.ts';
import { processList } from '../output/process-list.ts';
import { summariseProcess } from '../output/process-summary.ts';
import { Closing } from '../wiring/closing.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openStore } from '../wiring/open-store.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a verb needs. */
export interface ProcessDependencies {
  readonly store: Store;
  readonly control: SyncControl;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Opens the store, does the work and closes it. @returns the exit code. */
export async function withProcessDependencies(
  { store: setting, json }: ProcessSettings,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
  work: (dependencies: ProcessDependencies) => Promise<void>,
): Promise<number> {
  const closing = new Closing();
  const { store: flag } = PROCESS_FLAGS;
  try {
    const store = await namingSetting(flag, async () => closing.open(openStore(setting, flag), signal));
    const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
    await namingOrigin(async () => untilAborted(work({ store, control: createSyncControl(store), json, write }), signal));
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** `processes list` */
export async function listProcesses({ integration, state, active, limit }: ListSettings, dependencies: ProcessDependencies): Promise<void> {
  const query = { type: CRM_SYNC.type, integrationId: integration, state, limit, ...(active && { active }) };
  const processes = await dependencies.store.processRepository.find(query);
  if (!dependencies.json && processes.length === 0) dependencies.write('no process');
  report(dependencies, processes);
}

/** `processes show`: the process as it is stored. */
export async function showProcess(id: string, { store, write }: ProcessDependencies): Promise<void> {
  const process = await store.processRepository.findById(toProcessId(id));
  if (process === undefined) throw new ProcessNotFoundError(toProcessId(id));
  for (const line of JSON.stringify(process, undefined, 2).split('\n')) write(line);
}

/** `processes explain` */
export async function explainProcess(id: string, { control, json, write }: ProcessDependencies): Promise<void> {
  const explanation = await control.explain(id);
  if (json) write(JSON.stringify({ type: 'explanation', ...explanation }));
  else for (const line of explanationLines(explanation)) write(line);
}

/** `processes pause` */
export async function pauseProcess(id: string, dependencies: ProcessDependencies): Promise<void> {
  report(dependencies, [await dependencies.control.pauseSync(id)]);
}

/** `processes resume` */
export async function resumeProcess(id: string, dependencies: ProcessDependencies): Promise<void> {
  report(dependencies, [await dependencies.control.resumeSync(id)]);
}

/** `processes cancel` */
export async function cancelProcess(id: string, dependencies: ProcessDependencies): Promise<void> {
  report(dependencies, [await dependencies.control.cancelSync(id)]);
}

/** `processes redrive` */
export async function redriveProcess(id: string, only: 'pages' | 'records' | undefined, dependencies: ProcessDependencies): Promise<void> {
  const { reopened, recordSync } = await dependencies.control.redriveSync(id, { only });
  for (const process of [reopened, recordSync]) if (process !== undefined) report(dependencies, [process]);
  if (!dependencies.json) dependencies.write('a program that works on this store continues it; frigg-crm sync is one');
}

/** `integrations release-throttle` */
export async function releaseThrottle(integrationId: string, dependencies: ProcessDependencies): Promise<void> {
  const { control, json, write } = dependencies;
  const { wasThrottled, resumed } = await control.releaseThrottle(integrationId);
  if (json) write(JSON.stringify({ type: 'throttle', integrationId, wasThrottled }));
  else write(wasThrottled ? `${integrationId} may call its APIs again` : `${integrationId} was not throttled`);
  report(dependencies, resumed);
}

function report({ json, write }: ProcessDependencies, processes: readonly Process[]): void {
  if (json) for (const process of processes) write(JSON.stringify({ type: 'process', ...describe(process) }));
  else if (processes.length > 0) for (const line of processList(processes)) write(line);
}

function describe(process: Process): object {
  const { integrationId, createdAt, updatedAt, endedAt } = process;
  return { ...summariseProcess(process), integrationId, createdAt, updatedAt, endedAt };
}

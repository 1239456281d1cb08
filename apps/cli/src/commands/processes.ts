import { toProcessId, ProcessNotFoundError, type Process } from '@frigg-crm/core';
import { CRM_SYNC, createSyncControl, type SyncControl } from '@frigg-crm/crm-base';
import type { ListSettings, ProcessSettings } from '../config/processes-settings.ts';
import { PROCESS_FLAGS } from '../config/processes-flags.ts';
import { explanationLines } from '../output/explanation-lines.ts';
import { processList } from '../output/process-list.ts';
import { summariseProcess } from '../output/process-summary.ts';
import { namingSetting } from '../wiring/naming-setting.ts';
import { openStore, type OpenStore } from '../wiring/open-store.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a verb works with. */
export interface ProcessTools {
  readonly store: OpenStore;
  readonly steering: SyncControl;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Opens the store, does the work and closes it. @returns the exit code. */
export async function withProcessTools(
  { store: setting, json }: ProcessSettings,
  { stdout }: Pick<CliContext, 'stdout'>,
  work: (tools: ProcessTools) => Promise<void>,
): Promise<number> {
  const store = await namingSetting(PROCESS_FLAGS.store, () => openStore(setting));
  try {
    await work({ store, steering: createSyncControl(store), json, write: (line) => void stdout.write(`${line}\n`) });
    return EXIT_CODES.completed;
  } finally {
    await store.close();
  }
}

/** `processes list` */
export async function listProcesses(
  { integration, state, active, limit }: ListSettings,
  { store, json, write }: ProcessTools,
): Promise<void> {
  const query = { type: CRM_SYNC.type, integrationId: integration, state, limit, ...(active && { active }) };
  const processes = await store.processRepository.find(query);
  if (json) for (const process of processes) write(JSON.stringify({ type: 'process', ...describe(process) }));
  else if (processes.length === 0) write('no process');
  else for (const line of processList(processes)) write(line);
}

/** `processes show`: the process as it is stored, without what only the machinery needs. */
export async function showProcess(id: string, { store, write }: ProcessTools): Promise<void> {
  const process = await store.processRepository.findById(toProcessId(id));
  if (process === undefined) throw new ProcessNotFoundError(toProcessId(id));
  write(JSON.stringify(process, undefined, 2));
}

/** `processes explain` */
export async function explainProcess(id: string, { steering, json, write }: ProcessTools): Promise<void> {
  const explanation = await steering.explain(id);
  if (json) write(JSON.stringify({ type: 'explanation', ...explanation }));
  else for (const line of explanationLines(explanation)) write(line);
}

/** `processes pause` */
export async function pauseProcess(id: string, tools: ProcessTools): Promise<void> {
  report(tools, await tools.steering.pauseSync(id));
}

/** `processes resume` */
export async function resumeProcess(id: string, tools: ProcessTools): Promise<void> {
  report(tools, await tools.steering.resumeSync(id));
}

/** `processes cancel` */
export async function cancelProcess(id: string, tools: ProcessTools): Promise<void> {
  report(tools, await tools.steering.cancelSync(id));
}

/** `processes redrive` */
export async function redriveProcess(id: string, only: 'pages' | 'records' | undefined, tools: ProcessTools): Promise<void> {
  const { reopened, recordSync } = await tools.steering.redriveSync(id, { only });
  for (const process of [reopened, recordSync]) if (process !== undefined) report(tools, process);
  if (!tools.json) tools.write('a program that works on this store goes on with it; frigg-crm sync is one');
}

function report({ json, write }: ProcessTools, process: Process): void {
  if (json) write(JSON.stringify({ type: 'process', ...describe(process) }));
  else for (const line of processList([process])) write(line);
}

function describe(process: Process): object {
  const { integrationId, createdAt, updatedAt, endedAt } = process;
  return { ...summariseProcess(process), integrationId, createdAt, updatedAt, endedAt };
}

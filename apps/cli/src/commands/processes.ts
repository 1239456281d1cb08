import type { ListSettings, ProcessSettings } from '../config/processes-settings.ts';
import type { PlanSettings } from '../config/plan-settings.ts';
import { PROCESS_FLAGS } from '../config/processes-flags.ts';
import { explanationLines } from '../output/explanation-lines.ts';
import type { WaitingSync } from '../output/listed-sync.ts';
import { amountOf, planLine, workLines } from '../output/plan-lines.ts';
import { printable } from '../output/printable.ts';
import { processList } from '../output/process-list.ts';
import { Closing } from '../wiring/closing.ts';
import { namingOrigin, namingSetting } from '../wiring/naming-setting.ts';
import { openStore } from '../wiring/open-store.ts';
import { createServerSyncs } from '../wiring/remote/server-syncs.ts';
import { withServer } from '../wiring/remote/with-server.ts';
import { untilAborted } from '../wiring/stoppable.ts';
import { createStoreSyncs } from '../wiring/store-syncs.ts';
import type { FailedQuery, RedrivenParts, RehearsedAction, SyncOperations } from '../wiring/sync-operations.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a verb needs. */
export interface ProcessDependencies {
  readonly operations: SyncOperations;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

/** Opens the store or calls the server, does the work and closes it. @returns the exit code. */
export async function withProcessDependencies(
  { store: setting, server, json }: ProcessSettings,
  { stdout, signal }: Pick<CliContext, 'stdout' | 'signal'>,
  work: (dependencies: ProcessDependencies) => Promise<void>,
): Promise<number> {
  const write = (line: string): void => void stdout.write(`${printable(line)}\n`);
  if (server !== undefined) {
    await withServer(server, signal, async (client) => work({ operations: createServerSyncs(client), json, write }));
    return EXIT_CODES.completed;
  }
  if (setting === undefined) throw new TypeError('settings name a store or a server');
  const closing = new Closing();
  const { store: flag } = PROCESS_FLAGS;
  try {
    const store = await namingSetting(flag, async () => closing.open(openStore(setting, flag), signal));
    await namingOrigin(async () => untilAborted(work({ operations: createStoreSyncs(store), json, write }), signal));
    return EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** `processes list` */
export async function listProcesses(settings: ListSettings, dependencies: ProcessDependencies): Promise<void> {
  const syncs = await dependencies.operations.list(settings);
  if (!dependencies.json && syncs.length === 0) dependencies.write('no process');
  report(dependencies, syncs);
}

/** `processes show`: the process as it is stored, or as the server shows it. */
export async function showProcess(id: string, { operations, write }: ProcessDependencies): Promise<void> {
  for (const line of JSON.stringify(await operations.show(id), undefined, 2).split('\n')) write(line);
}

/** `processes explain` */
export async function explainProcess(id: string, { operations, json, write }: ProcessDependencies): Promise<void> {
  const explanation = await operations.explain(id);
  if (json) write(JSON.stringify({ type: 'explanation', ...explanation }));
  else for (const line of explanationLines(explanation)) write(line);
}

/** `processes export`: one line, to be kept as a file. */
export async function exportProcess(id: string, { operations, write }: ProcessDependencies): Promise<void> {
  write(JSON.stringify(await operations.export(id)));
}

/** `processes failed` */
export async function listFailed(id: string, query: FailedQuery, { operations, json, write }: ProcessDependencies): Promise<void> {
  const found = await operations.findFailed(id, query);
  if (!json && found.length === 0) write('no person failed one by one');
  for (const crmId of found) write(json ? JSON.stringify({ type: 'failed-person', processId: id, crmId }) : crmId);
}

/** `processes pause`, `resume` and `cancel`. */
export async function actOnProcess(
  id: string,
  verb: 'pause' | 'resume' | 'cancel',
  { dryRun, ifPlan, ...dependencies }: ProcessDependencies & PlanSettings,
): Promise<void> {
  if (dryRun) return rehearse(id, dependencies, await dependencies.operations.plan(id, verb));
  report(dependencies, [await dependencies.operations.act(id, verb, { ifPlan })]);
}

/** `processes redrive` */
export async function redriveProcess(
  id: string,
  { dryRun, ...which }: RedrivenParts & PlanSettings,
  dependencies: ProcessDependencies,
): Promise<void> {
  const { operations, json, write } = dependencies;
  if (dryRun) return rehearse(id, dependencies, await operations.plan(id, 'redrive', { only: which.only, pages: which.pages }));
  for (const sync of await operations.redrive(id, which)) report(dependencies, [sync]);
  if (!json) write(operations.whoContinues);
}

/** `integrations release-throttle` */
export async function releaseThrottle(integrationId: string, dependencies: ProcessDependencies): Promise<void> {
  const { operations, json, write } = dependencies;
  const { wasThrottled, resumed } = await operations.releaseThrottle(integrationId);
  if (json) write(JSON.stringify({ type: 'throttle', integrationId, wasThrottled }));
  else write(wasThrottled ? `${integrationId} may call its APIs again` : `${integrationId} was not throttled`);
  report(dependencies, resumed);
}

function rehearse(processId: string, { json, write }: ProcessDependencies, rehearsed: RehearsedAction): void {
  const { action, isPossible, message, plan } = rehearsed;
  if (json) return write(JSON.stringify({ type: 'plan', processId, ...rehearsed }));
  if (!isPossible) return write(`${action} would do nothing: ${message}`);
  write(`${action}: ${message}: ${amountOf(rehearsed)}`);
  for (const line of workLines(rehearsed)) write(line);
  write(planLine(plan));
}

function report({ json, write }: ProcessDependencies, syncs: readonly WaitingSync[]): void {
  if (json) for (const { sync } of syncs) write(JSON.stringify({ type: 'process', ...sync }));
  else if (syncs.length > 0) for (const line of processList(syncs)) write(line);
}

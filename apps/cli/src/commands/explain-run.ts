import type { SyncRun } from '../wiring/run-sync.ts';
import type { CliContext } from './cli-context.ts';
import { summariseProcess } from '../output/process-summary.ts';

/** Says on stderr, in one line each, why a run or one of its syncs did not end as it should. */
export function explainRun({ processes, isStopped }: SyncRun, { stderr, signal }: Pick<CliContext, 'stderr' | 'signal'>): void {
  for (const { objectType, state, errors } of processes.filter(({ endedAt }) => endedAt !== null).map(summariseProcess)) {
    if (state === 'COMPLETED') continue;
    const last = errors.at(-1);
    stderr.write(`frigg-crm: ${objectType} ended as ${state}${last === undefined ? '' : `: ${last.message}`}\n`);
  }
  if (isStopped) stderr.write(`frigg-crm: ${signal.reason instanceof Error ? signal.reason.message : 'stopped'}\n`);
}

import type { SyncRun } from '../wiring/run-sync.ts';
import type { CliContext } from './cli-context.ts';
import { toProcessProgress } from '@frigg-crm/core';
import { objectTypeOf } from '../output/object-type-of.ts';
import { summariseProcess } from '../output/process-summary.ts';

/** Says on stderr, in one line each, why a run or one of its syncs did not end as it should. */
export function explainRun({ processes, isStopped }: SyncRun, { stderr, signal }: Pick<CliContext, 'stderr' | 'signal'>): void {
  for (const { objectType, state, errors } of processes.filter(({ endedAt }) => endedAt !== null).map(summariseProcess)) {
    if (state === 'COMPLETED') continue;
    const last = errors.at(-1);
    stderr.write(`frigg-crm: ${objectType} ended as ${state}${last === undefined ? '' : `: ${last.message}`}\n`);
  }
  const waiting = processes.map(toProcessProgress).filter(({ waiting: reason }) => reason !== null);
  for (const progress of waiting)
    stderr.write(`frigg-crm: ${objectTypeOf(progress)} waits: ${progress.waiting?.message ?? ''}; start it again when that is mended\n`);
  if (isStopped && waiting.length === 0) stderr.write(`frigg-crm: ${signal.reason instanceof Error ? signal.reason.message : 'stopped'}\n`);
}

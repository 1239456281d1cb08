import { toProcessProgress } from '@frigg-crm/core';
import { objectTypeOf } from '../output/object-type-of.ts';
import { summariseProcess } from '../output/process-summary.ts';
import { printable } from '../output/printable.ts';
import type { OutputStream } from '../output/reporter.ts';
import type { SyncRun } from '../wiring/run-sync.ts';

/** Says on stderr, in one line each, why a sync is not complete. */
export function explainRun({ processes }: SyncRun, stderr: OutputStream): void {
  const say = (text: string): void => void stderr.write(`frigg-crm: ${printable(text)}\n`);
  for (const { objectType, state, errors } of processes.filter(({ endedAt }) => endedAt !== null).map(summariseProcess)) {
    if (state === 'COMPLETED') continue;
    const last = errors.at(-1);
    say(`${objectType} ended as ${state}${last === undefined ? '' : `: ${last.message}`}`);
  }
  for (const { waiting, ...progress } of processes.map(toProcessProgress))
    if (waiting !== null) say(`${objectTypeOf(progress)} waits: ${waiting.message}; start it again when that is repaired`);
}

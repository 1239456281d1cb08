import { toProcessProgress } from '@frigg-crm/core';
import { nameOf } from '../config/flag.ts';
import { SYNC_FLAGS } from '../config/sync-flags.ts';
import { objectTypeOf } from '../output/object-type-of.ts';
import { summariseProcess, type ProcessSummary } from '../output/process-summary.ts';
import { printable } from '../output/printable.ts';
import type { OutputStream } from '../output/reporter.ts';
import type { SyncRun } from '../wiring/run-sync.ts';

/** Says on stderr, in one line each, why a sync is not complete, and which setting that belongs to. The lines begin with `of`, which says whose sync it is. */
export function explainRun(
  { processes }: Pick<SyncRun, 'processes'>,
  stderr: OutputStream,
  { of = '' }: { readonly of?: string } = {},
): void {
  const say = (text: string): void => void stderr.write(`frigg-crm: ${of}${printable(text)}\n`);
  for (const { objectType, state, errors } of processes.filter(({ endedAt }) => endedAt !== null).map(summariseProcess)) {
    if (state !== 'COMPLETED') say(`${objectType} ended as ${state}${errors.length === 0 ? '' : `: ${describeEnd(errors)}`}`);
  }
  for (const { waiting, ...progress } of processes.map(toProcessProgress))
    if (waiting !== null) say(`${objectTypeOf(progress)} waits: ${withSetting(waiting.message)}; start it again when that is repaired`);
}

/** That units have failed says nothing without the reason of the last one. */
function describeEnd(errors: ProcessSummary['errors']): string {
  const end = errors.at(-1)?.message ?? '';
  const unit = errors.at(-1)?.code === 'UNITS_FAILED' ? errors.at(-2) : undefined;
  return unit === undefined ? withSetting(end) : `${withSetting(unit.message)} (${end})`;
}

/** A stored failure is a text. Those of API clients begin with the name of the API, and hold the status or a code in brackets. */
function withSetting(message: string): string {
  const [, api, reason] = /^(.{1,60}?): [A-Z]+ \/\S* failed \((\w+)/.exec(message) ?? [];
  if (api === undefined || reason === undefined) return message;
  const [url, secret] = api === 'Quo' ? [SYNC_FLAGS.quoUrl, SYNC_FLAGS.quoKey] : [SYNC_FLAGS.crmUrl, SYNC_FLAGS.crmToken];
  return `${nameOf(reason === '401' || reason === '403' ? secret : url)}: ${message}`;
}

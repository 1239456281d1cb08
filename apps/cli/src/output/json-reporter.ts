import { printable } from './printable.ts';
import { objectTypeOf } from './object-type-of.ts';
import { summariseProcess } from './process-summary.ts';
import { isRight, type OutputStream, type Reporter } from './reporter.ts';
import { secondsLeft } from './seconds-left.ts';
import { splitCatchUps } from './split-catch-ups.ts';

/** Makes a reporter for programs: one JSON object per line. */
export function createJsonReporter(out: OutputStream): Reporter {
  const versions = new Map<string, number>();
  const line = (value: object): void => void out.write(`${printable(JSON.stringify(value))}\n`);
  return {
    intervalMs: 250,
    begin() {},
    progress(syncs) {
      for (const sync of syncs) {
        if (versions.get(sync.processId) === sync.version) continue;
        versions.set(sync.processId, sync.version);
        const { processId, state, processed, total, successCount, errorCount, skippedCount, recordsPerSecond } = sync;
        const counts = { processed, total, synced: successCount, failed: errorCount, skipped: skippedCount };
        line({
          type: 'progress',
          processId,
          objectType: objectTypeOf(sync),
          state,
          ...counts,
          recordsPerSecond,
          secondsLeft: secondsLeft(sync) ?? null,
        });
      }
    },
    result({ processes, durationMs, check }) {
      if (check !== undefined) line({ type: 'check', ...check, ok: isRight(check) });
      const { requested, catchUps } = splitCatchUps(processes);
      line({ type: 'result', processes: requested.map(summariseProcess), catchUps: catchUps.map(summariseProcess), durationMs });
    },
  };
}

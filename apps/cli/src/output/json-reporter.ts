import { printable } from './printable.ts';
import { objectTypeOf } from './object-type-of.ts';
import { summariseProcess } from './process-summary.ts';
import { isRight, type NamedReport, type OutputStream, type Reporter, type RunReport } from './reporter.ts';
import { secondsLeft } from './seconds-left.ts';
import { splitCatchUps } from './split-catch-ups.ts';

/** Makes a reporter for programs: one JSON object per line. With `isJoint` each has the connector that it is about. */
export function createJsonReporter(out: OutputStream, { isJoint }: { readonly isJoint: boolean }): Reporter {
  const versions = new Map<string, number>();
  const line = (value: object): void => void out.write(`${printable(JSON.stringify(value))}\n`);
  function writeResult({ processes, durationMs, check }: RunReport, of: Partial<Pick<NamedReport, 'connector'>>): void {
    if (check !== undefined) line({ type: 'check', ...of, ...check, ok: isRight(check) });
    const { requested, catchUps } = splitCatchUps(processes);
    line({ type: 'result', ...of, processes: requested.map(summariseProcess), catchUps: catchUps.map(summariseProcess), durationMs });
  }
  return {
    intervalMs: 250,
    begin() {},
    progress(syncs) {
      for (const sync of syncs) {
        if (versions.get(sync.processId) === sync.version) continue;
        versions.set(sync.processId, sync.version);
        const { processId, integrationId, state, processed, total, successCount, errorCount, skippedCount, recordsPerSecond } = sync;
        const counts = { processed, total, synced: successCount, failed: errorCount, skipped: skippedCount };
        line({
          type: 'progress',
          ...(isJoint ? { connector: integrationId } : {}),
          processId,
          objectType: objectTypeOf(sync),
          state,
          ...counts,
          recordsPerSecond,
          secondsLeft: secondsLeft(sync) ?? null,
        });
      }
    },
    result: (report) => writeResult(report, {}),
    results(reports, { durationMs }) {
      for (const { connector, ...report } of reports) writeResult(report, { connector });
      const connectors = reports.map((report) => ({ connector: report.connector, ok: report.isRight }));
      line({ type: 'verdict', connectors, ok: connectors.every(({ ok }) => ok), durationMs });
    },
  };
}

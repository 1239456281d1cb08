import type { ProcessProgress } from '@frigg-crm/core';
import { catchUpIdOf } from '@frigg-crm/crm-base';
import { errorLines } from './error-lines.ts';
import { formatDuration, formatNumber } from './format.ts';
import { objectTypeOf } from './object-type-of.ts';
import { printable } from './printable.ts';
import { progressLine } from './progress-line.ts';
import { isRight, type NamedReport, type OutputStream, type Reporter, type RunReport } from './reporter.ts';
import { summaryTable } from './summary-table.ts';

/** Paints a text. */
type Paint = (text: string) => string;

export interface TextReporterOptions {
  /** Draw over the lines of before, as a terminal can. */
  readonly isLive: boolean;
  readonly isColoured: boolean;
  /** Whether several connectors run at once, each as the integration of its id: lines begin with it. */
  readonly isJoint: boolean;
}

/** Creates a reporter for people: a bar per object type that is redrawn on a terminal, plain lines elsewhere. */
export function createTextReporter(out: OutputStream, { isLive, isColoured, isJoint }: TextReporterOptions): Reporter {
  const paint =
    (code: number): Paint =>
    (text) =>
      isColoured ? `\x1b[${code}m${text}\x1b[0m` : text;
  const colours = { green: paint(32), red: paint(31) };
  const write = (lines: readonly string[]): void => void out.write(lines.map((line) => `${line}\n`).join(''));
  let drawn = 0;
  let last = '';

  function draw(lines: readonly string[]): void {
    const width = out.columns ?? 80;
    // A line that wraps would break the counting of lines.
    const texts = lines.map(printable).map((line) => (isLive ? line.slice(0, width - 1) : line));
    if (isLive && drawn > 0) out.write(`\x1b[${drawn}A`);
    out.write(texts.map((text) => `${isLive ? '\x1b[2K' : ''}${text}\n`).join(''));
    drawn = texts.length;
  }

  return {
    intervalMs: isLive ? 100 : 1000,
    begin: (text) => void out.write(`${printable(text)}\n`),
    progress(syncs: readonly ProcessProgress[]) {
      const catchUps = new Set<string>(syncs.map(({ processId }) => catchUpIdOf(processId)));
      const names = syncs.map((sync) => {
        const name = catchUps.has(sync.processId) ? 'catch-up' : objectTypeOf(sync);
        return isJoint ? `${sync.integrationId} ${name}` : name;
      });
      const width = Math.max(...names.map(({ length }) => length));
      const lines = syncs.map((sync, index) => progressLine(sync, names[index]?.padEnd(width) ?? ''));
      if (lines.length === 0 || (!isLive && lines.join('\n') === last)) return;
      last = lines.join('\n');
      draw(lines);
    },
    result(report) {
      const check = report.check === undefined ? [] : [verdictLine('check', { ...report, isRight: isRight(report.check) }, colours)];
      write([...resultLines(report, { isJoint, ...colours }), ...check]);
    },
    results(reports, { durationMs }) {
      const all = { processes: reports.flatMap(({ processes }) => processes), durationMs };
      write([...resultLines(all, { isJoint, ...colours }), ...verdictLines(reports, colours)]);
    },
  };
}

interface Colours {
  readonly green: Paint;
  readonly red: Paint;
}

function resultLines(
  { processes, durationMs }: Pick<RunReport, 'processes' | 'durationMs'>,
  { isJoint, green, red }: Colours & { readonly isJoint: boolean },
): readonly string[] {
  const [headings = '', ...rows] = summaryTable(processes, { isJoint }).map(printable);
  const painted = rows.map((row, index) => (processes[index]?.state === 'COMPLETED' ? green : red)(row));
  return ['', headings, ...painted, `took ${formatDuration(durationMs)}`, ...errorLines(processes, { isJoint }).map(printable)];
}

/** One line for each connector, and one for all. */
function verdictLines(reports: readonly NamedReport[], { green, red }: Colours): readonly string[] {
  const right = reports.filter((report) => report.isRight).length;
  const overall = `check: ${right} of ${reports.length} connectors are right`;
  return [
    ...reports.map((report) => verdictLine(`check ${report.connector}`, report, { green, red })),
    right === reports.length ? green(overall) : red(overall),
  ];
}

function verdictLine(name: string, report: Omit<NamedReport, 'connector'>, { green, red }: Colours): string {
  const text = `${name}: ${describeCheck(report)}`;
  return report.isRight ? green(`${text}: right`) : red(`${text}: WRONG`);
}

function describeCheck({ check }: Pick<RunReport, 'check'>): string {
  if (check === undefined) return 'the run failed';
  return `Quo holds ${formatNumber(check.quoContacts)} contacts, ${formatNumber(check.totalSynced)} were counted as synced`;
}

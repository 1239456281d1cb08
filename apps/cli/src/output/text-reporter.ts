import type { ProcessProgress } from '@frigg-crm/core';
import { catchUpIdOf } from '@frigg-crm/crm-base';
import { errorLines } from './error-lines.ts';
import { formatDuration, formatNumber } from './format.ts';
import { objectTypeOf } from './object-type-of.ts';
import { printable } from './printable.ts';
import { progressLine } from './progress-line.ts';
import { isRight, type OutputStream, type QuoCheck, type Reporter } from './reporter.ts';
import { summaryTable } from './summary-table.ts';

/** Paints a text. */
type Paint = (text: string) => string;

export interface TextReporterOptions {
  /** Draw over the lines of before, as a terminal can. */
  readonly isLive: boolean;
  readonly isColoured: boolean;
}

/** Creates a reporter for people: a bar per object type that is redrawn on a terminal, plain lines elsewhere. */
export function createTextReporter(out: OutputStream, { isLive, isColoured }: TextReporterOptions): Reporter {
  const paint =
    (code: number): Paint =>
    (text) =>
      isColoured ? `\x1b[${code}m${text}\x1b[0m` : text;
  const [green, red] = [paint(32), paint(31)];
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
      const lines = syncs.map((sync) => progressLine(sync, catchUps.has(sync.processId) ? 'catch-up' : objectTypeOf(sync)));
      if (lines.length === 0 || (!isLive && lines.join('\n') === last)) return;
      last = lines.join('\n');
      draw(lines);
    },
    result(report) {
      const [headings = '', ...rows] = summaryTable(report.processes).map(printable);
      const painted = rows.map((row, index) => (report.processes[index]?.state === 'COMPLETED' ? green : red)(row));
      const lines = ['', headings, ...painted, `took ${formatDuration(report.durationMs)}`, ...errorLines(report.processes).map(printable)];
      if (report.check !== undefined) lines.push(checkLine(report.check, { green, red }));
      out.write(lines.map((line) => `${line}\n`).join(''));
    },
  };
}

function checkLine(check: QuoCheck, { green, red }: { readonly green: Paint; readonly red: Paint }): string {
  const text = `check: Quo holds ${formatNumber(check.quoContacts)} contacts, ${formatNumber(check.totalSynced)} were counted as synced`;
  return isRight(check) ? green(`${text}: right`) : red(`${text}: WRONG`);
}

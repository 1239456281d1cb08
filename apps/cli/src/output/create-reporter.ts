import { createJsonReporter } from './json-reporter.ts';
import type { OutputStream, Reporter } from './reporter.ts';
import { createTextReporter } from './text-reporter.ts';

export interface ReporterOptions {
  readonly isJson: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes the reporter that fits: JSON where it was asked for, else text; colour on terminals that want it (https://no-color.org). */
export function createReporter(out: OutputStream, { isJson, env }: ReporterOptions): Reporter {
  if (isJson) return createJsonReporter(out);
  const isTerminal = out.isTTY === true;
  return createTextReporter(out, { isLive: isTerminal && env['TERM'] !== 'dumb', isColoured: isTerminal && !env['NO_COLOR'] });
}

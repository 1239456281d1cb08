import { createJsonReporter } from './json-reporter.ts';
import type { OutputStream, Reporter } from './reporter.ts';
import { createTextReporter } from './text-reporter.ts';

export interface ReporterOptions {
  readonly isJson: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether several connectors run at once, each as the integration of its id: what is written then names them. @defaultValue false */
  readonly isJoint?: boolean | undefined;
}

/** Makes the reporter that fits: JSON where it was asked for, else text; colour on terminals that want it (https://no-color.org). */
export function createReporter(out: OutputStream, { isJson, env, isJoint = false }: ReporterOptions): Reporter {
  if (isJson) return createJsonReporter(out, { isJoint });
  const isTerminal = out.isTTY === true;
  return createTextReporter(out, { isLive: isTerminal && env['TERM'] !== 'dumb', isColoured: isTerminal && !env['NO_COLOR'], isJoint });
}

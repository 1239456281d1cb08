import { startChild, type ChildOptions, type RunningChild } from './run-child.ts';

/** A program that serves. */
export interface ServingChild extends RunningChild {
  readonly url: string;
  /** Milliseconds from its start until it was ready. */
  readonly readyMs: number;
}

/** Starts `frigg-crm serve` on a free port, and waits until it listens. */
export async function serveChild(args: readonly string[], options: ChildOptions): Promise<ServingChild> {
  const startedMs = performance.now();
  let ready = (_url: string): void => undefined;
  const listening = new Promise<string>((resolve) => (ready = resolve));
  const onLine = (line: string): void => {
    const [, url] = /listens on (\S+)/.exec(line) ?? [];
    if (url !== undefined) ready(url);
  };
  const child = startChild(['serve', '--port', '0', ...args], { ...options, onLine });
  const failed = child.finished.then(({ exitCode, stderr }): never => {
    throw new Error(`it ended with ${exitCode}: ${stderr}`);
  });
  const url = await Promise.race([listening, failed]);
  return { ...child, url, readyMs: performance.now() - startedMs };
}

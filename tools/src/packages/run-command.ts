import { execFile } from 'node:child_process';

export interface CommandResult {
  readonly ok: boolean;
  /** What it wrote to both streams. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** @defaultValue 300_000 */
  readonly timeoutMs?: number;
}

/** Runs a program to its end; a failure is a result, not an exception, so that the caller can say what was tried. */
export async function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { cwd, env = {}, timeoutMs = 300_000 } = options;
  return new Promise((resolve) => {
    const settings = {
      cwd,
      env: { ...process.env, ...env },
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      killSignal: 'SIGKILL' as const,
    };
    const child = execFile(file, [...args], settings, (error, stdout, stderr) => {
      const unstarted = error?.code === 'ENOENT' ? `\n${file} was not found` : '';
      const reason = error?.killed === true ? `\nstopped after ${timeoutMs} ms` : unstarted;
      resolve({ ok: error === null, output: `${stdout}${stderr}${reason}`.trim() });
    });
    child.stdin?.end();
  });
}

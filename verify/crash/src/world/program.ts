import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { env as environment, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SOURCE_CONDITION = '--conditions=@frigg-crm/source';
/** All programs of this one that run, so that none is left behind. */
const running = new Set<ChildProcess>();

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Called with each line of stdout. */
  readonly onLine: (line: string) => void;
}

/** A program of its own. */
export interface Program {
  readonly pid: number;
  /** What it wrote to stderr. */
  readonly stderr: string;
  /** Resolves when it has ended, however it ends. */
  readonly ended: Promise<void>;
  readonly isRunning: boolean;
  /** `null` while it runs, and when a signal ended it. */
  readonly exitCode: number | null;
  signal(signal: NodeJS.Signals): void;
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a module of ours from its source. It sees PATH, HOME, TMPDIR and `env`. */
export function startProgram(module: URL, args: readonly string[], { env = {}, onLine }: ProgramOptions): Program {
  const { PATH = '', HOME = '', TMPDIR } = environment;
  const passed = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
  const child = spawn(execPath, [SOURCE_CONDITION, fileURLToPath(module), ...args], { env: { ...passed, ...env } });
  running.add(child);
  const ended = once(child, 'close').then(() => void running.delete(child));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  // A program that is gone does not read.
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid ?? 0,
    ended,
    get stderr() {
      return stderr;
    },
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    get exitCode() {
      return child.exitCode;
    },
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Kills whatever still runs, suspended programs included. */
export async function killPrograms(): Promise<void> {
  const left = [...running];
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(left.map(async (child) => (child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined)));
}

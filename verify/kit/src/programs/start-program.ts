import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { env as environment, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SOURCE_CONDITION = '--conditions=@frigg-crm/source';
/** Every running program that this one has started, so that none is left behind. */
const running = new Set<ChildProcess>();

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Called with each line of stdout. @defaultValue lines are ignored, unless `nextLine` waits for one */
  readonly onLine?: ((line: string) => void) | undefined;
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
  /** Writes a line to its stdin. */
  writeLine(line: string): void;
  /** Closes its stdin. */
  closeInput(): void;
  /** Waits for the next line that it writes to stdout after this call. @throws when it ends before. */
  nextLine(): Promise<string>;
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a module of this repository from its source. Its environment is PATH, HOME, TMPDIR and `env`. */
export function startProgram(module: URL, args: readonly string[], { env = {}, onLine = () => undefined }: ProgramOptions = {}): Program {
  const { PATH = '', HOME = '', TMPDIR } = environment;
  const passed = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
  const child = spawn(execPath, [SOURCE_CONDITION, fileURLToPath(module), ...args], { env: { ...passed, ...env } });
  running.add(child);
  const ended = once(child, 'close').then(() => void running.delete(child));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const lines = createInterface({ input: child.stdout }).on('line', onLine);
  // A program that has ended does not read.
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
    writeLine: (line) => void child.stdin.write(`${line}\n`),
    closeInput: () => void child.stdin.end(),
    async nextLine() {
      const waiting = new AbortController();
      const failed = ended.then(() => Promise.reject(new Error(`the program ended:\n${stderr}`)));
      try {
        const [line] = (await Promise.race([once(lines, 'line', { signal: waiting.signal }), failed])) as [string];
        return line;
      } finally {
        waiting.abort();
        failed.catch(() => undefined);
      }
    },
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

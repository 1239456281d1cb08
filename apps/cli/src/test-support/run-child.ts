import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A command that ran in a process of its own. */
export interface FinishedChild {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs in a process of its own. */
export interface RunningChild {
  readonly finished: Promise<FinishedChild>;
  kill(signal: NodeJS.Signals): void;
  /** Stops reading what it writes. */
  closeStdout(): void;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The folder it runs in. @defaultValue that of the tests */
  readonly cwd?: string | undefined;
  /** Called with each line of stdout. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Starts the program as its users do: on node, with the sources. Nothing of the surrounding environment reaches it but PATH, HOME and where node keeps compiled sources. */
export function startChild(args: readonly string[], { env = {}, cwd, onLine = () => undefined }: ChildOptions = {}): RunningChild {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, ['--conditions=@frigg-crm/source', MAIN, ...args], {
    cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
  });
  let stdout = '';
  let stderr = '';
  let reported = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const lines = stdout.split('\n').slice(0, -1);
    for (const line of lines.slice(reported)) onLine(line);
    reported = lines.length;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<FinishedChild>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { finished, kill: (signal) => void child.kill(signal), closeStdout: () => void child.stdout.destroy() };
}

/** Runs the program to its end. */
export async function runChild(args: readonly string[], options?: ChildOptions): Promise<FinishedChild> {
  return startChild(args, options).finished;
}

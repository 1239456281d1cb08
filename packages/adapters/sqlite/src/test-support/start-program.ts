import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Another program that works on a file; see `working-program.ts`. */
export interface RunningProgram {
  /** The lines that it has written so far. */
  readonly lines: readonly string[];
  /** Waits until it has written so many lines. */
  readonly wrote: (count: number) => Promise<void>;
  /** Kills it as `kill -9` does; resolves when all that it wrote is in `lines`. */
  readonly kill: () => Promise<void>;
}

/** What a program is to do. */
export interface ProgramTask {
  readonly file: string;
  readonly role: 'consume' | 'hold' | 'send' | 'save';
  /** See `working-program.ts`. */
  readonly argument?: string;
  readonly onLine?: () => void;
}

/** Starts a program of its own. */
export function startProgram({ file, role, argument = '', onLine = () => {} }: ProgramTask): RunningProgram {
  const program = fileURLToPath(new URL('working-program.ts', import.meta.url));
  const child = spawn(execPath, ['--conditions=@frigg-crm/source', program, file, role, argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const reader = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  const drained = once(reader, 'close');
  const lines: string[] = [];
  reader.on('line', (line) => {
    lines.push(line);
    onLine();
  });
  return {
    lines,
    wrote: async (count) => {
      const failed = ended.then(() => Promise.reject(new Error(`the program ended after ${lines.length} lines`)));
      failed.catch(() => {});
      while (lines.length < count) await Promise.race([once(reader, 'line'), failed]);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      await drained;
    },
  };
}

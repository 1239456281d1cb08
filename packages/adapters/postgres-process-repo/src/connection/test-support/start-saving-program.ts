import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Another program that saves to a directory. */
export interface SavingProgram {
  /** Waits until so many saves are acknowledged. */
  readonly saved: (count: number) => Promise<void>;
  /** Kills it as `kill -9` does; resolves to the last version that it acknowledged. */
  readonly kill: () => Promise<number>;
}

/** Starts a program of its own that opens `dataDir` and saves to it; see `saving-program.ts`. */
export function startSavingProgram(dataDir: string): SavingProgram {
  const file = fileURLToPath(new URL('saving-program.ts', import.meta.url));
  const child = spawn(execPath, ['--conditions=@frigg-crm/source', file, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  const drained = once(lines, 'close');
  let last = 0;
  lines.on('line', (line) => {
    last = Number(line);
  });
  return {
    saved: async (count) => {
      const crashed = ended.then(() => Promise.reject(new Error('the saving program ended too early')));
      crashed.catch(() => {});
      while (last < count) await Promise.race([once(lines, 'line'), crashed]);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      await drained;
      return last;
    },
  };
}

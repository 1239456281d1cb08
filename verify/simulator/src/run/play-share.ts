import type { WorkerCommand } from '../cli/parse-command.ts';
import { readFaults } from '../cli/read-faults.ts';
import { runSeed } from './run-seed.ts';

/** Plays a share of the seeds as a child program; each result goes to the parent at once. */
export async function playShare({ runs, seed: first, step, store, faults, verbose }: WorkerCommand): Promise<void> {
  const onTrace = verbose ? (line: string): void => void process.stdout.write(`${line}\n`) : undefined;
  const kinds = readFaults(faults);
  for (let index = 0; index < runs; index += 1) {
    const result = await runSeed({ seed: first + index * step, store, kinds, onTrace });
    process.send?.(result);
  }
  process.disconnect?.();
}

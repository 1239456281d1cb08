import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SimulateCommand } from '../cli/parse-command.ts';
import type { SeedResult } from './seed-result.ts';

export interface SimulateOptions extends Omit<SimulateCommand, 'kind'> {
  /** Plays no further seed once an invariant is broken. @defaultValue false */
  readonly stopsAtViolation?: boolean | undefined;
  readonly onResult?: ((result: SeedResult) => void) | undefined;
}

/** Calls that hang at the end of a seed are never collected: a program that plays many seeds would run out of memory. */
const SEEDS_PER_PROGRAM = 500;
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/**
 * Plays seeds in programs of their own, side by side.
 * @returns a result per seed, in the order of seeds.
 * @throws when a program fails by itself.
 */
export async function simulate(options: SimulateOptions): Promise<readonly SeedResult[]> {
  const { runs, seed, jobs, stopsAtViolation = false, onResult } = options;
  const results: SeedResult[] = [];
  const step = Math.max(1, Math.min(jobs, runs));
  const children = new Set<ChildProcess>();
  let isOver = false;
  const stopAll = (): void => {
    isOver = true;
    for (const child of children) child.kill('SIGKILL');
  };
  const watch: ChildWatch = {
    onResult(result) {
      if (isOver) return;
      results.push(result);
      onResult?.(result);
      if (stopsAtViolation && result.violation !== undefined) stopAll();
    },
    isOver: () => isOver,
    onFailure: stopAll,
  };
  const playJob = async (index: number): Promise<void> => {
    const share = Math.ceil((runs - index) / step);
    for (let played = 0; played < share && !isOver; played += SEEDS_PER_PROGRAM) {
      const next = { seed: seed + index + played * step, runs: Math.min(SEEDS_PER_PROGRAM, share - played) };
      const child = startChild({ ...options, ...next, step });
      children.add(child);
      await untilExit(child, watch);
      children.delete(child);
    }
  };
  await Promise.all(Array.from({ length: step }, async (_, index) => playJob(index)));
  return results.toSorted((a, b) => a.seed - b.seed);
}

function startChild({ seed, runs, step, store, faults, mutant, verbose }: SimulateOptions & { readonly step: number }): ChildProcess {
  const args = ['--worker', '--seed', String(seed), '--runs', String(runs), '--step', String(step), '--store', store];
  if (faults !== undefined) args.push('--faults', faults.join(','));
  if (mutant !== undefined) args.push('--mutant', mutant);
  if (verbose) args.push('--verbose');
  return fork(MAIN, args, { execArgv: ['--conditions=@frigg-crm/source'], stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
}

interface ChildWatch {
  readonly onResult: (result: SeedResult) => void;
  readonly isOver: () => boolean;
  readonly onFailure: () => void;
}

async function untilExit(child: ChildProcess, { onResult, isOver, onFailure }: ChildWatch): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.on('message', (message) => onResult(message as SeedResult));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || isOver()) return resolve();
      onFailure();
      return reject(new Error(`A simulating program ended with ${code}: ${complaint}`));
    });
  });
}

import { parseArgs } from 'node:util';
import type { StoreKind } from '../system/backend.ts';

/** A command of `pnpm simulate`. */
export interface SimulateCommand {
  readonly kind: 'simulate';
  /** How many seeds. */
  readonly runs: number;
  /** The first seed. */
  readonly seed: number;
  /** Where the machines keep what outlives them. */
  readonly store: StoreKind;
  /** Only these faults, by name; `undefined`: all. */
  readonly faults: readonly string[] | undefined;
  /** A deliberate fault of the program. */
  readonly mutant: string | undefined;
  /** Programs that share the seeds. */
  readonly jobs: number;
  /** Prints every event; for one seed. */
  readonly verbose: boolean;
}

/** The share of a child: the seeds from `seed` in steps of `step`. */
export interface WorkerCommand extends Pick<SimulateCommand, 'runs' | 'seed' | 'store' | 'faults' | 'mutant' | 'verbose'> {
  readonly kind: 'worker';
  readonly step: number;
}

/** Plays a recorded sync again. */
export interface ReplayCommand extends Pick<SimulateCommand, 'seed' | 'faults' | 'verbose'> {
  readonly kind: 'replay';
  /** Where the export of the sync is. */
  readonly file: string;
}

/** A command line, read. */
export type Command =
  | SimulateCommand
  | ReplayCommand
  | WorkerCommand
  | { readonly kind: 'help'; readonly text: string; readonly exitCode: number };

const HELP = `pnpm simulate [--runs 1000] [--seed 1] [--store sqlite] [--faults crash,delay] [--mutant name] [--jobs 2] [--verbose]
pnpm simulate --replay frigg-crm-sync-….json [--seed 1] [--faults crash,delay] [--verbose]

  --runs     how many seeds to play
  --seed     the first of them; the same seed goes the same way each time
  --store    sqlite: a file and its embedded queues, shared by programs of one computer; memory: a store and queues in the network
  --faults   only these; a wrong name is answered with all there are
  --mutant   with this deliberate fault in the program, to see whether it is found
  --jobs     programs that share the seeds
  --verbose  print every event
  --replay   plays the sync of an exported file again, and says whether it comes to the same; with --faults while those strike
`;

/**
 * Reads a command line; what cannot be read is answered with help. Knows nothing of the program under test: a mutant has
 * to be in place before that is loaded.
 */
export function parseCommand(args: readonly string[]): Command {
  try {
    return read(args);
  } catch (error) {
    return { kind: 'help', text: `${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, exitCode: 2 };
  }
}

function read(args: readonly string[]): Command {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      runs: text,
      seed: text,
      store: text,
      faults: text,
      mutant: text,
      jobs: text,
      step: text,
      replay: text,
      verbose: flag,
      help: flag,
      worker: flag,
    },
  });
  if (values.help) return { kind: 'help', text: HELP, exitCode: 0 };
  const common = {
    seed: readNumber('seed', values.seed, 1),
    store: readStore(values.store),
    faults: values.faults === undefined || values.faults === '' ? undefined : values.faults.split(','),
    mutant: values.mutant,
    verbose: values.verbose,
  };
  const { replay: file, runs: given } = values;
  if (file !== undefined) {
    if (given !== undefined || values.store !== undefined || values.mutant !== undefined)
      throw new RangeError('--replay plays one file, on a store in memory: --runs, --store and --mutant do not go with it');
    return { kind: 'replay', seed: common.seed, faults: common.faults, verbose: common.verbose, file };
  }
  const runs = readNumber('runs', values.runs, values.verbose ? 1 : 1000);
  if (values.worker) return { kind: 'worker', ...common, runs, step: readNumber('step', values.step, 1) };
  return { kind: 'simulate', ...common, runs, jobs: readNumber('jobs', values.jobs, 2) };
}

function readStore(value: string | undefined): StoreKind {
  if (value === undefined || value === 'memory') return 'memory';
  if (value === 'sqlite') return value;
  throw new RangeError('--store must be memory or sqlite');
}

function readNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`--${name} must be a whole number, 0 or more`);
  return number;
}

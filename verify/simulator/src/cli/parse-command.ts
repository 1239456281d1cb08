import { parseArgs } from 'node:util';

/** A command of `pnpm simulate`. */
export interface SimulateCommand {
  readonly kind: 'simulate';
  /** How many seeds. */
  readonly runs: number;
  /** The first seed. */
  readonly seed: number;
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
export interface WorkerCommand extends Pick<SimulateCommand, 'runs' | 'seed' | 'faults' | 'mutant' | 'verbose'> {
  readonly kind: 'worker';
  readonly step: number;
}

/** A command line, read. */
export type Command = SimulateCommand | WorkerCommand | { readonly kind: 'help'; readonly text: string; readonly exitCode: number };

const HELP = `pnpm simulate [--runs 1000] [--seed 1] [--faults crash,delay] [--mutant name] [--jobs 2] [--verbose]

  --runs     how many seeds to play
  --seed     the first of them; the same seed goes the same way each time
  --faults   only these; a wrong name is answered with all there are
  --mutant   with this deliberate fault in the program, to see whether it is found
  --jobs     programs that share the seeds
  --verbose  print every event
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
      faults: text,
      mutant: text,
      jobs: text,
      step: text,
      verbose: flag,
      help: flag,
      worker: flag,
    },
  });
  if (values.help) return { kind: 'help', text: HELP, exitCode: 0 };
  const common = {
    seed: readNumber('seed', values.seed, 1),
    faults: values.faults === undefined || values.faults === '' ? undefined : values.faults.split(','),
    mutant: values.mutant,
    verbose: values.verbose,
  };
  const runs = readNumber('runs', values.runs, values.verbose ? 1 : 1000);
  if (values.worker) return { kind: 'worker', ...common, runs, step: readNumber('step', values.step, 1) };
  return { kind: 'simulate', ...common, runs, jobs: readNumber('jobs', values.jobs, 2) };
}

function readNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`--${name} must be a whole number, 0 or more`);
  return number;
}

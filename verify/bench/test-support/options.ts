import { parseArgs } from 'node:util';

/** The stores that are measured. */
export const MEASURED_STORES = ['memory', 'sqlite', 'postgres', 'pglite', 'mongodb'] as const;
export type MeasuredStore = (typeof MEASURED_STORES)[number];

/** The options of the command line. */
export interface BenchOptions {
  /** Names of scenarios; none: all. */
  readonly scenarios: readonly string[];
  /** Sizes of the populations, in place of the scenario's own. */
  readonly people: readonly number[] | undefined;
  /** Pages to settle and jobs to complete, in place of the scenario's own. */
  readonly jobs: number | undefined;
  /** Stores of the memory and scale scenarios; `undefined`: those of the scenario. */
  readonly stores: readonly MeasuredStore[] | undefined;
  /** Whether the scale scenario measures with faults, too. */
  readonly faults: boolean;
  /** Parts of the names of the contestants of the settle scenario; `undefined`: all. */
  readonly contestants: readonly string[] | undefined;
  /** Where to write CPU profiles; `undefined`: none are made. */
  readonly profileDir: string | undefined;
}

/** Reads the command line. @throws {Error} for an option that is not known, or is no number. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      people: { type: 'string' },
      jobs: { type: 'string' },
      store: { type: 'string' },
      faults: { type: 'boolean', default: false },
      contestants: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  return {
    scenarios: positionals,
    people: values.people?.split(',').map((text) => readNumber('--people 10_000,100_000', text)),
    jobs: values.jobs === undefined ? undefined : readNumber('--jobs 20_000', values.jobs),
    stores: values.store?.split(',').map(readStore),
    faults: values.faults,
    contestants: values.contestants?.split(',').map((part) => part.trim()),
    profileDir: values.profile,
  };
}

function readNumber(example: string, text: string): number {
  const number = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`A whole number is wanted, as in ${example}; not ${text}`);
  return number;
}

function readStore(text: string): MeasuredStore {
  const store = MEASURED_STORES.find((name) => name === text);
  if (store === undefined) throw new Error(`--store takes ${MEASURED_STORES.join(', ')}, or several with a comma; not ${text}`);
  return store;
}

import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { locateMutant } from './locate-mutant.ts';
import { MUTANTS } from './mutants.ts';
import { mutate } from './mutate.ts';

/**
 * Puts a deliberate fault into the program that is loaded from now on; the file itself stays as it is.
 * @throws {RangeError} when there is no such mutant.
 * @throws {Error} when the text that it replaces is not found exactly once.
 */
export function applyMutant(name: string): void {
  const mutant = MUTANTS.find((candidate) => candidate.name === name);
  if (mutant === undefined) throw new RangeError(`There is no mutant ${name}; there are ${MUTANTS.map((one) => one.name).join(', ')}`);
  const mutated = pathToFileURL(locateMutant(mutant)).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== mutated) return loaded;
      return { ...loaded, source: mutate(mutant, toText(loaded.source)) };
    },
  });
}

function toText(source: string | ArrayBuffer | NodeJS.TypedArray | undefined): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}

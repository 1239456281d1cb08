import type { Mutant } from './mutant.ts';

/** @returns the source with the fault in it. @throws {Error} unless its text occurs exactly once: the mutant is out of date. */
export function mutate({ name, file, find, replace }: Mutant, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`The mutant "${name}" is out of date: its text occurs ${parts.length - 1} times in ${file}`);
  return parts.join(replace);
}

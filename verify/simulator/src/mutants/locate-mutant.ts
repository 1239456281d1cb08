import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

const WORKSPACE_ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const NOT_SHIPPED = ['**/node_modules/**', '**/dist/**', '**/test-support/**', '**/__fixtures__/**'];

/**
 * Finds the file that a mutant changes, by the file's name and the text in it.
 * @param root - The folder with `packages`. @defaultValue the root of this repository
 * @returns its path.
 * @throws {Error} unless exactly one file of that name contains the text exactly once: the mutant is out of date.
 */
export function locateMutant({ name, file, find }: Mutant, root: string = WORKSPACE_ROOT): string {
  const paths = globSync(`packages/**/src/**/${file}`, { cwd: root, exclude: NOT_SHIPPED }).map((path) => join(root, path));
  const places = paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split(find)
      .slice(1)
      .map(() => path),
  );
  const [place] = places;
  if (place === undefined || places.length > 1)
    throw new Error(
      `The mutant "${name}" is out of date: its text occurs ${places.length} times in ${paths.length} files named ${file} below packages`,
    );
  return place;
}

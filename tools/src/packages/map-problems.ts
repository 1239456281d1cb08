import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly unknown[];
}

/**
 * A package ships each source once: maps of code and of declarations point at it, and hold no copy. A program (with a `bin`)
 * ships no `src`; its maps are complete by themselves.
 *
 * @param folder - of the installed package.
 * @returns what is wrong.
 */
export function findMapProblems(folder: string): readonly string[] {
  const shipsSources = existsSync(join(folder, 'src'));
  return globSync('dist/**/*.map', { cwd: folder }).flatMap((file) => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as SourceMap;
    if (!shipsSources) return [];
    const lost = sources.filter((source) => !existsSync(join(folder, dirname(file), source)));
    return [
      ...(sourcesContent === undefined ? [] : [`${folder}/${file} holds the sources that src ships`]),
      ...lost.map((source) => `${folder}/${file} points at ${source}, which is not packed`),
    ];
  });
}

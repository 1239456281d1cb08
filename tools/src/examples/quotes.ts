import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from './find-examples.ts';

const MARK = /^[ \t]*\/\/ #(?:end)?region\b.*\n/gm;

/**
 * Cuts a region out of a program: what stands between `// #region name` and `// #endregion name`, without marks of others
 * inside it, moved to the left margin.
 *
 * @returns `undefined` when the program has no such region.
 */
export function readRegion(program: string, name: string): string | undefined {
  const [, body] = new RegExp(String.raw`^[ \t]*// #region ${name}\n([\s\S]*?)^[ \t]*// #endregion ${name}$`, 'm').exec(program) ?? [];
  if (body === undefined) return undefined;
  const lines = body.replace(MARK, '').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

/** @returns the text that a block has to quote, or `undefined` when there is no such program or region. */
export function findQuoted(root: string, { quotes = '' }: Example): string | undefined {
  const [file = '', region = ''] = quotes.split('#');
  return existsSync(join(root, file)) ? readRegion(readFileSync(join(root, file), 'utf8'), region) : undefined;
}

/** Blocks that differ from the region of the program they quote: the program is compiled and tested, the page is not. */
export function findQuoteProblems(root: string, examples: readonly Example[]): readonly string[] {
  return examples
    .filter((example) => example.quotes !== undefined && findQuoted(root, example) !== example.code)
    .map(({ file, line, quotes }) => `${file}:${line} is not what stands in ${quotes}`);
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A tree of sources that may share no code with another one. */
export interface SourceTree {
  /** As it is called in messages, such as `packages/connectors/zoho`. */
  readonly name: string;
  readonly path: string;
}

/** So many lines that are equal are a copy: what two connectors need belongs below them. */
const COPY = 6;

interface Line {
  readonly text: string;
  readonly number: number;
}

interface Place {
  readonly tree: string;
  readonly file: string;
  readonly lines: readonly Line[];
  readonly index: number;
}

/**
 * Finds runs of six equal lines that stand in two trees, tests included. Blanks, comments, imports and lines without a word do
 * not count, and do not interrupt a run.
 * @returns both places of each run, where it begins.
 */
export function findCopies(trees: readonly SourceTree[]): readonly string[] {
  const places = new Map<string, Place[]>();
  const problems: string[] = [];
  for (const { name, path } of trees) {
    for (const file of globSync('**/*.ts', { cwd: path }).toSorted()) {
      const lines = readLines(readFileSync(join(path, file), 'utf8'));
      for (let index = 0; index + COPY <= lines.length; index += 1) {
        const place = { tree: name, file: `${name}/${file.replaceAll('\\', '/')}`, lines, index };
        const text = windowAt(place, 0);
        const others = places.get(text) ?? [];
        const copies = others.filter(({ tree }) => tree !== name).filter((other) => !isSame(other, place));
        problems.push(...copies.map((other) => `${toText(other)} and ${toText(place)}: ${COPY} equal lines or more`));
        places.set(text, [...others, place]);
      }
    }
  }
  return problems;
}

/** Whether the run has begun a line before: then it was found there. */
function isSame(one: Place, other: Place): boolean {
  return one.index > 0 && other.index > 0 && windowAt(one, -1) === windowAt(other, -1);
}

function windowAt({ lines, index }: Place, offset: number): string {
  return lines
    .slice(index + offset, index + offset + COPY)
    .map(({ text }) => text)
    .join('\n');
}

function toText({ file, lines, index }: Place): string {
  return `${file}:${lines[index]?.number}`;
}

function readLines(source: string): readonly Line[] {
  // Each comment and each import keeps its lines, so that the numbers of the others stay right.
  const bare = source
    .replaceAll(/\/\*[^]*?\*\//g, toBlanks)
    .replaceAll(/^ *\/\/.*$/gm, '')
    .replaceAll(/^(?:import|export) [^;'"]*(?:from )?['"][^'"]*['"];$/gm, toBlanks);
  return bare
    .split('\n')
    .map((text, index) => ({ text: text.trim().replaceAll(/\s+/g, ' '), number: index + 1 }))
    .filter(({ text }) => /\w/.test(text));
}

function toBlanks(text: string): string {
  return text.replaceAll(/[^\n]+/g, '');
}

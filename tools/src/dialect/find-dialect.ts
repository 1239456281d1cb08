import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DIALECT_WORDS } from './dialect-words.ts';

export interface DialectHit {
  readonly file: string;
  /** From 1; 0 for the name of the file. */
  readonly line: number;
  readonly word: string;
}

const TEXTS = ['*.md', 'docs/**/*.md', '{packages,apps,infra,verify,tools,examples}/**/*.{ts,tsx,md}'];
/** History keeps its words; what is generated follows its source; the rest has to name the words. */
const LEFT_OUT = [
  '**/node_modules/**',
  '**/dist/**',
  '**/CHANGELOG.md',
  'docs/decisions/**',
  'docs/contributing/naming.md',
  'tools/src/dialect/**',
];

/** `seeToPages` becomes "see To Pages", so that words are found inside identifiers. Lines stay where they are. */
function splitIdentifiers(text: string): string {
  return text.replace(/([a-z\d])(?=[A-Z])/g, '$1 ').replaceAll('_', ' ');
}

/** Hyphens join words in names of files and of modes; "look-up" is the one that a pattern asks for with its hyphen. */
function splitHyphens(text: string): string {
  return text.replace(/(?<!\blook)-(?=[a-z])/gi, ' ');
}

/** @returns every word of the private dialect in a text and in the name of its file. */
export function findDialect(file: string, text: string): readonly DialectHit[] {
  const name = splitHyphens(splitIdentifiers(basename(file)));
  const body = splitHyphens(splitIdentifiers(text));
  return DIALECT_WORDS.flatMap(({ word, pattern }) => [
    ...[...name.matchAll(pattern)].map(() => ({ file, line: 0, word })),
    ...[...body.matchAll(pattern)].map(({ index }) => ({ file, line: body.slice(0, index).split('\n').length, word })),
  ]);
}

/** The same for every source and every page below `root`, in the order of the files. */
export function findAllDialect(root: string): { readonly hits: readonly DialectHit[]; readonly filesRead: number } {
  const files = globSync(TEXTS, { cwd: root, exclude: LEFT_OUT })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted();
  return { hits: files.flatMap((file) => findDialect(file, readFileSync(join(root, file), 'utf8'))), filesRead: files.length };
}

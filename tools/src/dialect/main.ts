import { parseArgs } from 'node:util';
import { findUnexcusedDialect } from '../repository/dialect-problems.ts';
import { DIALECT_WORDS } from './dialect-words.ts';
import type { DialectHit } from './find-dialect.ts';

/** Prints how often the private dialect is spoken, by package and by word; `--list [folder]` prints each place and what to write instead. */
const { values, positionals } = parseArgs({ options: { list: { type: 'boolean', default: false } }, allowPositionals: true });
const hits = findUnexcusedDialect(process.cwd()).filter(({ file }) => file.startsWith(positionals[0] ?? ''));

function packageOf({ file }: DialectHit): string {
  const [first = '', second = '', third = ''] = file.split('/');
  if (first !== 'packages' && first !== 'apps') return file.includes('/') ? first : '.';
  return second === 'adapters' || second === 'connectors' ? `${first}/${second}/${third}` : `${first}/${second}`;
}

function printCounts(title: string, keyOf: (hit: DialectHit) => string): void {
  console.log(`\n${title}`);
  const counts = Map.groupBy(hits, keyOf);
  for (const [key, { length }] of [...counts].toSorted(([, a], [, b]) => b.length - a.length))
    console.log(`${String(length).padStart(6)}  ${key}`);
}

if (values.list) {
  const insteadOf = new Map(DIALECT_WORDS.map(({ word, instead }) => [word, instead]));
  for (const { file, line, word } of hits) console.log(`${file}:${line}: ${word} -> ${insteadOf.get(word)}`);
} else {
  printCounts('by package', packageOf);
  printCounts('by word', ({ word }) => word);
}
console.log(`\n${hits.length} in all`);

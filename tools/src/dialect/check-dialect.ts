import { DIALECT_WORDS } from './dialect-words.ts';
import { EXCUSED_DIALECT, type ExcusedDialect } from './excused-dialect.ts';
import { findAllDialect, type DialectHit } from './find-dialect.ts';

/** An excuse covers the first `count` places of its word in its file. */
function withoutExcused(hits: readonly DialectHit[], excused: readonly ExcusedDialect[]): readonly DialectHit[] {
  const left = new Map(excused.map(({ file, word, count }) => [`${file} ${word}`, count]));
  return hits.filter(({ file, word }) => {
    const key = `${file} ${word}`;
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

export interface DialectReport {
  /** Each place of the private dialect, with what to write instead; and excuses that excuse nothing. */
  readonly problems: readonly string[];
  readonly filesRead: number;
}

/** Reads all sources and pages below `root`. */
export function checkDialect(root: string, excused: readonly ExcusedDialect[] = EXCUSED_DIALECT): DialectReport {
  const { hits, filesRead } = findAllDialect(root);
  const idle = excused.filter(({ file, word, count }) => hits.filter((hit) => hit.file === file && hit.word === word).length < count);
  const insteadOf = new Map(DIALECT_WORDS.map(({ word, instead }) => [word, instead]));
  return {
    problems: [
      ...idle.map(({ file, word }) => `${file} needs no excuse for "${word}" any more`),
      ...withoutExcused(hits, excused).map(({ file, line, word }) => `${file}:${line} says "${word}", not: ${insteadOf.get(word)}`),
    ],
    filesRead,
  };
}

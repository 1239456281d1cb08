import { EXCUSED_DIALECT, MAX_DIALECT, type ExcusedDialect } from '../dialect/allowed-dialect.ts';
import { DIALECT_WORDS } from '../dialect/dialect-words.ts';
import { findAllDialect, type DialectHit } from '../dialect/find-dialect.ts';

export interface DialectAllowance {
  /** @defaultValue those of `allowed-dialect.ts` */
  readonly excused?: readonly ExcusedDialect[];
  /** How many places are let pass. @defaultValue that of `allowed-dialect.ts` */
  readonly max?: number;
}

/** @returns the places that no excuse covers. An excuse covers the first `count` places of its word in its file. */
export function findUnexcusedDialect(root: string, excused: readonly ExcusedDialect[] = EXCUSED_DIALECT): readonly DialectHit[] {
  const left = new Map(excused.map(({ file, word, count }) => [`${file} ${word}`, count]));
  return findAllDialect(root).filter(({ file, word }) => {
    const key = `${file} ${word}`;
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** The places of the private dialect, each with what to write instead, when there are more than `max`; and excuses that excuse nothing. */
export function findDialectProblems(
  root: string,
  { excused = EXCUSED_DIALECT, max = MAX_DIALECT }: DialectAllowance = {},
): readonly string[] {
  const all = findAllDialect(root);
  const idle = excused.filter(({ file, word, count }) => all.filter((hit) => hit.file === file && hit.word === word).length < count);
  const hits = findUnexcusedDialect(root, excused);
  const insteadOf = new Map(DIALECT_WORDS.map(({ word, instead }) => [word, instead]));
  const places = hits.map(({ file, line, word }) => `${file}:${line} says "${word}", not: ${insteadOf.get(word)}`);
  return [
    ...idle.map(({ file, word }) => `${file} needs no excuse for "${word}" any more`),
    ...(hits.length > max ? [`${hits.length} places speak the dialect, ${max} are let pass`, ...places] : []),
  ];
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of code that a reader may copy. */
export interface Example {
  /** Relative to the root. */
  readonly file: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** `docs/examples/src/x.ts#region` of a block of a page that quotes a program. */
  readonly quotes?: string | undefined;
}

const PAGES = ['README.md', 'docs/**/*.md', 'packages/**/README.md', 'apps/*/README.md'];
const SOURCES = ['packages/*/src/**/*.ts', 'packages/*/*/src/**/*.ts'];
const NOT_SHIPPED = ['**/node_modules/**', '**/dist/**', '**/*.test.ts', '**/*.test-d.ts', '**/test-support/**', '**/__fixtures__/**'];
const FENCE = /^```(?:ts|js|typescript|javascript)\b[ \t]*([^\n]*)\n([\s\S]*?)^```/gm;
const COMMENT = /\/\*\*[\s\S]*?\*\//g;
const TAG = /^[ \t]*\* @example[^\n]*\n([\s\S]*?)(?=^[ \t]*\* @[a-z]|\*\/)/gm;

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/**
 * The fenced TypeScript and JavaScript of a page. The word behind the language names the program that a block quotes. A
 * block that names the file it is put into is left out: a test follows the tutorial that it is in (`tools/gates`).
 */
export function findPageExamples(file: string, text: string): readonly Example[] {
  return [...text.matchAll(FENCE)]
    .filter(([, info = '']) => !/^[^\s#]+[.]ts$/.test(info))
    .map(({ index, 1: info = '', 2: code = '' }) => ({
      file,
      line: lineOf(text, index) + 1,
      code,
      quotes: /^\S+#\S+/.exec(info)?.[0],
    }));
}

/** Every `@example` of a source, with or without a fence. */
export function findSourceExamples(file: string, text: string): readonly Example[] {
  return [...text.matchAll(COMMENT)].flatMap(({ index, 0: comment }) =>
    [...comment.matchAll(TAG)].map(({ index: inner, 1: body = '' }) => ({
      file,
      line: lineOf(text, index + inner) + 1,
      code: body.replace(/^[ \t]*\* ?/gm, '').replace(/^```.*$/gm, ''),
    })),
  );
}

/** All of both below `root`. */
export function findAllExamples(root: string): readonly Example[] {
  const read = (globs: readonly string[], find: typeof findPageExamples): readonly Example[] =>
    globSync(globs, { cwd: root, exclude: NOT_SHIPPED })
      .map((file) => file.replaceAll('\\', '/'))
      .toSorted()
      .flatMap((file) => find(file, readFileSync(join(root, file), 'utf8')));
  return [...read(PAGES, findPageExamples), ...read(SOURCES, findSourceExamples)];
}

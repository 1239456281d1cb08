import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface SourceRule {
  readonly files: RegExp;
  readonly pattern: RegExp;
  readonly problem: string;
}

const SHIPPED = /^packages\/[^/]+(\/[^/]+)?\/src\/(?!.*[.]test(-d)?[.]ts$)/;

/** What the linter has no rule for. */
const RULES: readonly SourceRule[] = [
  {
    files: /^packages\/core\/src\/(?!system\/)(?!.*[.]test[.]ts$)/,
    pattern: /new Date\(\s*\)/,
    problem: 'reads the time; it comes through the Clock port',
  },
  {
    files: /[.]tsx?$/,
    pattern: /(?:ox|es)lint-disable(?!.*--\s*\S{3})/,
    problem: 'disables a lint rule without a reason: write "-- reason" behind it',
  },
  {
    files: /(?<!\.(?:programs|browser))[.]test[.]ts$/,
    pattern: /from 'node:child_process'/,
    problem: 'starts a program: name it *.programs.test.ts (docs/contributing/testing.md)',
  },
  { files: /^packages\/[^/]+(\/[^/]+)?\/src\//, pattern: /^await\s/m, problem: 'awaits at top level, so it cannot be required' },
  {
    files: SHIPPED,
    pattern: /^import \{[^}]*\bz\b[^}]*\} from 'zod'/m,
    problem: "imports the object z, so a bundle holds all of zod: write import * as z from 'zod'",
  },
];

const SOURCES = ['packages/**/src/**/*.ts', 'apps/*/src/**/*.ts', 'apps/*/page/**/*.{ts,tsx}', 'tools/src/**/*.ts', 'verify/**/*.ts'];

/** @returns what is wrong with one source text. */
export function findTextProblems(file: string, text: string): readonly string[] {
  return RULES.filter(({ files, pattern }) => files.test(file) && pattern.test(text)).map(({ problem }) => `${file} ${problem}`);
}

/** The same for every source file below `root`. */
export function findSourceProblems(root: string): readonly string[] {
  return globSync(SOURCES, { cwd: root, exclude: ['**/node_modules/**'] })
    .filter((file) => !file.startsWith('tools/src/repository/'))
    .flatMap((file) => findTextProblems(file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')));
}

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The page whose table says what a pitfall is and which test keeps us out of it. */
export const PITFALLS_PAGE = 'docs/explanation/known-pitfalls.md';

const ROW = /^\| ([BDFLP]\d+) \|(.*)\|$/gm;
const LINK = /\]\(([^)\s]+)\)/g;
/** A title that begins with ids: `'B3: finishes …'`, `'B45, B46: names …'`. */
const TITLE = /['"`]((?:[BDFLP]\d+, )*[BDFLP]\d+): \S/g;

const TESTS = ['packages/**/src/**/*.test.ts', 'packages/testing/src/**/*.ts', '{apps,verify}/**/*.test.ts'];

interface PitfallRow {
  readonly id: string;
  readonly reason: string;
  /** Relative to the page. */
  readonly files: readonly string[];
}

/** @returns the ids that titles of tests in this source text begin with. */
export function findTitleIds(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(TITLE)].flatMap(([, ids = '']) => ids.split(', ')));
}

function readRows(page: string): readonly PitfallRow[] {
  return [...page.matchAll(ROW)].map(([, id = '', rest = '']) => {
    const cells = rest.split('|').map((cell) => cell.trim());
    return { id, reason: cells[1] ?? '', files: [...(cells[2] ?? '').matchAll(LINK)].map(([, file = '']) => file) };
  });
}

function findRowProblems(root: string, { id, reason, files }: PitfallRow): readonly string[] {
  const missing = files.filter((file) => {
    const path = join(root, dirname(PITFALLS_PAGE), file);
    return !existsSync(path) || !findTitleIds(readFileSync(path, 'utf8')).has(id);
  });
  return [
    ...(reason === '' ? [`${PITFALLS_PAGE}: ${id} does not say what prevents it`] : []),
    ...missing.map((file) => `${PITFALLS_PAGE}: no test in ${file} has a title that begins with ${id}`),
  ];
}

/**
 * Holds page and tests together: a row that names a file finds its id in a title there, and every id in a title is
 * explained by one row.
 */
export function findPitfallProblems(root: string): readonly string[] {
  const rows = readRows(readFileSync(join(root, PITFALLS_PAGE), 'utf8'));
  const ids = rows.map(({ id }) => id);
  // One finding may have been mended in several places, each with a row of its own.
  const reasons = rows.map(({ id, reason }) => `${id} (${reason})`);
  const twice = reasons.filter((row, index) => reasons.indexOf(row) !== index);
  const tests = globSync(TESTS, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] });
  const unexplained = tests.flatMap((file) =>
    [...findTitleIds(readFileSync(join(root, file), 'utf8'))].filter((id) => !ids.includes(id)).map((id) => `${file}: ${id}`),
  );
  return [
    ...(rows.length === 0 ? [`${PITFALLS_PAGE} has no table that can be read`] : []),
    ...twice.map((id) => `${PITFALLS_PAGE}: ${id} stands there twice`),
    ...rows.flatMap((row) => findRowProblems(root, row)),
    ...unexplained.map((title) => `${title} is not explained in ${PITFALLS_PAGE}`),
  ];
}

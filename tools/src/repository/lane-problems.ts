import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = 'docs/contributing/testing.md';

/** Where lanes are named: the scripts of the root, the list of all gates, and the page about them. */
export interface LaneTexts {
  readonly scripts: Readonly<Record<string, string>>;
  readonly ci: string;
  readonly page: string;
}

/** @returns the lanes of tests that one of these places does not know. */
export function findLaneTextProblems({ scripts, ci, page }: LaneTexts): readonly string[] {
  const lanes = Object.keys(scripts).filter((name) => /^test(:|$)/.test(name) && name !== 'test:all');
  // pnpm takes a script name between slashes for a pattern.
  const [, pattern = ''] = /"\/(.*)\/"/.exec(scripts['test:all'] ?? '') ?? [];
  const run = [...ci.matchAll(/run_lane ([\w:]+)/g)].map(([, name = '']) => name);
  return [
    ...lanes.filter((lane) => !new RegExp(pattern).test(lane)).map((lane) => `test:all does not run ${lane}`),
    ...lanes.filter((lane) => !run.includes(lane)).map((lane) => `.ci/run does not run ${lane}`),
    ...lanes.filter((lane) => !page.includes(`| \`${lane}\` |`)).map((lane) => `${PAGE} has no row for ${lane}`),
    ...run.filter((lane) => scripts[lane] === undefined).map((lane) => `.ci/run runs ${lane}, which is no script`),
  ];
}

/** The same for the workspace at `root`. */
export function findLaneProblems(root: string): readonly string[] {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const { scripts } = JSON.parse(read('package.json')) as Pick<LaneTexts, 'scripts'>;
  return findLaneTextProblems({ scripts, ci: read('.ci/run'), page: read(PAGE) });
}

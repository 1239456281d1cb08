import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { runCommand } from '../src/packages/run-command.ts';
import { copyWorkspace, type WorkspaceCopy } from '../src/workspace/copy-workspace.ts';
import { WORKSPACE_ROOT } from '../src/workspace/workspace-package.ts';
import { readTutorial } from './read-tutorial.ts';

const PAGE = readFileSync(join(WORKSPACE_ROOT, 'docs/tutorials/write-a-connector.md'), 'utf8');
const STEPS = readTutorial(PAGE);

/** A reader is no CI, where pnpm would refuse a new package, nor a script of pnpm, in which it installs nothing before another one. */
const ENV = { CI: 'false', NODE_ENV: '', VITEST: '', FORCE_COLOR: '0', pnpm_config_verify_deps_before_run: 'install' };

const copies: WorkspaceCopy[] = [];

function copy(): WorkspaceCopy {
  const made = copyWorkspace({ isInstalled: false });
  copies.push(made);
  return made;
}

afterAll(() => copies.forEach((each) => each.remove()));

it('the tutorial says how many lines an author writes, fewer than 300', () => {
  const lines = STEPS.flatMap((step) => (step.kind === 'write' ? step.text.trimEnd().split('\n') : [])).length;
  expect(PAGE).toContain(` ${lines} lines are yours`);
  expect(lines).toBeLessThan(300);
});

const GATES = [
  'node_modules/.bin/oxlint --type-aware packages/connectors/made-up',
  'node_modules/.bin/oxfmt --check packages/connectors/made-up apps/cli',
  'node_modules/.bin/tsc -p packages/connectors/made-up',
  'node_modules/.bin/knip --no-progress',
  'node_modules/.bin/turbo boundaries',
  'node_modules/.bin/node tools/src/layers/main.ts',
  'node_modules/.bin/node tools/src/dialect/main.ts',
  'node_modules/.bin/vitest run --project @frigg-crm/tools repository.test',
];

it('a connector that was just created, from an OpenAPI file too, compiles and passes every linter', { timeout: 600_000 }, async () => {
  const { path } = copy();
  const fixture = 'apps/cli/src/create/openapi/__fixtures__/larkspur.openapi.json';
  const create = `npx -y pnpm@12 frigg-crm create connector made-up --from ${fixture} && npx -y pnpm@12 install`;
  for (const command of [create, ...GATES]) {
    const { ok, output } = await runCommand('sh', ['-c', command], { cwd: path, env: ENV });
    expect(ok, `${command}\n${output}`).toBe(true);
  }
});

it('the tutorial leads word by word from red to green', { timeout: 600_000 }, async () => {
  const { path } = copy();
  for (const step of STEPS) {
    if (step.kind === 'write') {
      mkdirSync(dirname(join(path, step.file)), { recursive: true });
      writeFileSync(join(path, step.file), step.text);
      continue;
    }
    const { ok, output } = await runCommand('sh', ['-e', '-c', step.commands], { cwd: path, env: ENV });
    const text = stripVTControlCharacters(output);
    for (const line of step.shown) expect(text, step.commands).toContain(line);
    const isRed = step.shown.some((line) => /^Not written yet|[1-9]\d* failed$/.test(line));
    expect(ok, `${step.commands}\n${text}`).toBe(!isRed);
  }
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPackages } from '../src/workspace/workspace-package.ts';
import { createPlantedWorkspace, type PlantedWorkspace } from './planted-workspace.ts';

let workspace: PlantedWorkspace;

beforeAll(() => {
  workspace = createPlantedWorkspace();
  workspace.append('packages/core/src/domain/assert-never.ts', '\nexport const plantedUnused = 1;\n');
  workspace.plant('packages/core/src/domain/planted-orphan.ts', 'export const orphan = 1;\n');
  workspace.plant('packages/core/src/planted-format.ts', 'export const   value = "double"\n');
  workspace.plant('packages/core/src/planted-types.ts', "export const value: number = 'text';\n");
});

afterAll(() => workspace.remove());

it('knip refuses an unused export and an unused file', async () => {
  const { ok, output } = await workspace.run('knip', ['--no-progress']);
  expect(ok).toBe(false);
  expect(output).toContain('plantedUnused');
  expect(output).toContain('planted-orphan.ts');
});

it('the check of words refuses a word of the private dialect in code, in a name of a file and in a page', async () => {
  const word = ['who', 'ever'].join('');
  expect(await workspace.run('node', ['tools/src/dialect/main.ts'])).toMatchObject({ ok: true });
  workspace.append('packages/http/src/index.ts', `// For ${word} calls.\n`);
  workspace.plant(`packages/http/src/${word}-calls.ts`, 'export {};\n');
  workspace.append('docs/glossary.md', `\nFor ${word} calls.\n`);
  const { ok, output } = await workspace.run('node', ['tools/src/dialect/main.ts']);
  expect(ok).toBe(false);
  expect(output).toMatch(new RegExp(`packages/http/src/index.ts:\\d+ says "${word}", not: the caller`));
  expect(output).toContain(`packages/http/src/${word}-calls.ts:0 says "${word}"`);
  expect(output).toMatch(new RegExp(`docs/glossary.md:\\d+ says "${word}"`));
});

it('oxfmt refuses a file that is not formatted', async () => {
  const { ok, output } = await workspace.run('oxfmt', ['--check', 'packages/core/src/planted-format.ts', 'vitest.config.ts']);
  expect(ok).toBe(false);
  expect(output).toContain('planted-format.ts');
  expect(output).not.toContain('vitest.config.ts');
});

it('the API reports refuse an export and a signature that no report shows', async () => {
  expect(await workspace.run('node', ['tools/src/api/main.ts', '--check'])).toMatchObject({ ok: true });
  workspace.append('packages/http/src/index.ts', "export type { Planted } from './planted.ts';\n");
  workspace.plant('packages/http/src/planted.ts', 'export type Planted = 1;\n');
  workspace.append('packages/oauth/src/tokens/stored-tokens.ts', '\nexport interface StoredTokens {\n  readonly planted: 1;\n}\n');
  const { ok, output } = await workspace.run('node', ['tools/src/api/main.ts', '--check']);
  expect(ok).toBe(false);
  expect(output).toContain('api/http.md is not what the sources export');
  expect(output).toContain('api/oauth.md is not what the sources export');
  expect(output).not.toContain('api/quo.md');
});

it('the check of examples refuses code that does not compile, in a page and in a comment, and a quote that is out of date', async () => {
  workspace.append('docs/how-to/connect-an-account.md', "\n```ts\nconst planted: number = 'text';\n```\n");
  workspace.plant('packages/http/src/planted-example.ts', '/**\n * @example\n * plantedCall();\n */\nexport const x = 1;\n');
  workspace.append('docs/how-to/run-a-sync.md', '\n```ts docs/examples/src/connect-an-account.ts#vault\nplanted();\n```\n');
  const { ok, output } = await workspace.run('node', ['tools/src/examples/main.ts']);
  expect(ok).toBe(false);
  expect(output).toMatch(/connect-an-account.md:\d+ Type 'string' is not assignable/);
  expect(output).toContain("packages/http/src/planted-example.ts:3 Cannot find name 'plantedCall'");
  expect(output).toMatch(/run-a-sync.md:\d+ is not what stands in docs\/examples/);
});

it('tsc refuses a wrong type in any package, since the one program of the root holds the files of all', async () => {
  const { output: files } = await workspace.run('tsc', ['-p', '.', '--listFilesOnly']);
  expect(files).toContain('packages/core/src/planted-types.ts');
  for (const { folder } of findPackages()) expect(files).toContain(`/${folder}/src/`);
  const { ok, output } = await workspace.run('tsc', ['-p', 'packages/core', '--pretty', 'false']);
  expect(ok).toBe(false);
  expect(output).toContain('planted-types.ts(1,14): error TS2322');
});

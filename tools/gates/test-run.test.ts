import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPlantedWorkspace, type PlantedWorkspace } from './planted-workspace.ts';

const SRC = 'packages/core/src/planted';
const IT = "import { expect, it } from 'vitest';\n";

let workspace: PlantedWorkspace;

beforeAll(() => {
  workspace = createPlantedWorkspace();
});

afterAll(() => workspace.remove());

async function lastLine(filter: string): Promise<{ readonly ok: boolean; readonly last: string | undefined }> {
  const { ok, output } = await workspace.run('vitest', ['run', '--project', 'packages', filter]);
  return { ok, last: output.split('\n').findLast((line) => /^\d+ passed/.test(line)) };
}

it('a run ends with the count of its tests', async () => {
  workspace.plant(`${SRC}/green.test.ts`, `${IT}it('adds', () => expect(1 + 1).toBe(2));\n`);
  expect(await lastLine('planted/green')).toEqual({ ok: true, last: '1 passed, 0 failed' });
});

it('a failed test fails the run and is counted', async () => {
  workspace.plant(`${SRC}/red.test.ts`, `${IT}it('adds', () => expect(1 + 1).toBe(3));\nit('knows one', () => expect(1).toBe(1));\n`);
  expect(await lastLine('planted/red')).toEqual({ ok: false, last: '1 passed, 1 failed' });
});

it('a file that breaks before its first test counts as a failure', async () => {
  workspace.plant(`${SRC}/broken.test.ts`, `${IT}throw new Error('broken');\nit('is never reached', () => expect(1).toBe(1));\n`);
  expect(await lastLine('planted/broken')).toEqual({ ok: false, last: '0 passed, 1 failed' });
});

it('an unhandled rejection counts as a failure', async () => {
  workspace.plant(
    `${SRC}/stray.test.ts`,
    `${IT}it('leaves a promise unhandled', async () => {\n  void Promise.reject(new Error('stray'));\n  await new Promise(setImmediate);\n  expect(1).toBe(1);\n});\n`,
  );
  expect(await lastLine('planted/stray')).toEqual({ ok: false, last: '1 passed, 1 failed' });
});

it('a run without any test is red', async () => {
  expect(await lastLine('planted/none')).toEqual({ ok: false, last: '0 passed, 1 failed' });
});

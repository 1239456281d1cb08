import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPageBuilder, type PageBuilder } from './page-builder.ts';

let root: string;
let built: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'frigg-sources-'));
  built = 0;
  await writeFile(join(root, 'main.tsx'), 'one');
});
afterEach(async () => rm(root, { recursive: true, force: true }));

async function copy(folder: string): Promise<void> {
  built += 1;
  const source = await readFile(join(root, 'main.tsx'), 'utf8');
  if (source === 'wrong') throw new Error('main.tsx: unexpected end');
  await mkdir(folder);
  await writeFile(join(folder, 'index.html'), source);
  await writeFile(join(folder, '.sources.json'), JSON.stringify({ 'main.tsx': createHash('sha256').update(source).digest('base64url') }));
}

/** One of a process of its own each time: none remembers when it last looked. */
function openBuilder(build: (folder: string) => Promise<void> = copy): PageBuilder {
  return createPageBuilder({ root, folder: join(root, 'page'), build });
}

it('builds the page where it is missing, and again as soon as a source is another one', async () => {
  const page = async (): Promise<string> => readFile(join(root, 'page/index.html'), 'utf8');
  const first = await openBuilder().ensure(4000);
  expect([first.kind, await page()]).toEqual(['ready', 'one']);
  expect(await openBuilder().ensure(4000)).toEqual(first);
  expect(built).toBe(1);
  await writeFile(join(root, 'main.tsx'), 'two');
  expect(await openBuilder().ensure(4000)).not.toEqual(first);
  expect([built, await page()]).toEqual([2, 'two']);
});

it('builds once for all who wait, and keeps no caller longer than it asked for', async () => {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const builder = openBuilder(async (folder) => {
    await gate;
    await copy(folder);
  });
  expect(await Promise.all([builder.ensure(0), builder.ensure(0)])).toEqual([{ kind: 'building' }, { kind: 'building' }]);
  go();
  expect(await builder.ensure(4000)).toMatchObject({ kind: 'ready' });
  expect(built).toBe(1);
});

it('says what is wrong with the sources, and leaves the page of before where it is', async () => {
  await openBuilder().ensure(4000);
  await writeFile(join(root, 'main.tsx'), 'wrong');
  expect(await openBuilder().ensure(4000)).toEqual({ kind: 'failed', reason: 'main.tsx: unexpected end' });
  expect(await readFile(join(root, 'page/index.html'), 'utf8')).toBe('one');
});

it('lets two processes build at the same time', async () => {
  const states = await Promise.all([openBuilder().ensure(4000), openBuilder().ensure(4000)]);
  expect(states.map(({ kind }) => kind)).toEqual(['ready', 'ready']);
});

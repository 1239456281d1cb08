import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { runChild } from './test-support/run-child.ts';

let folder: string;
let quo: OpenQuo;

beforeAll(async () => {
  [folder, quo] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-cli-')), openQuo()]);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), quo.close()]));

/** Drivers and servers that a program with a SQLite file does not need: each costs a part of the second until it begins. */
const OTHERS = /node_modules\/(?:@electric-sql|@aws-sdk|@smithy|mongodb|bson|pg|pg-[a-z]+|@hono|hono)\//;

it('a sync with a SQLite file loads no other database, no client of queues and no server', { timeout: 60_000 }, async () => {
  const list = join(folder, 'modules');
  const preload = new URL('test-support/report-modules.ts', import.meta.url).href;
  const accounts = { 'crm-url': 'synthetic:40', 'quo-url': quo.url, 'quo-key': QUO_KEY, 'quo-rate': '1000' };
  const flags = { ...accounts, connector: 'scaling-test', store: `sqlite:${join(folder, 'store.sqlite')}` };
  const { exitCode, stderr } = await runChild(
    ['sync', '--json', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])],
    {
      env: { NODE_OPTIONS: `--import=${preload}`, LOADED_MODULES: list },
    },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const modules = (await readFile(list, 'utf8')).trim().split('\n');
  expect(modules.some((url) => url.includes('/open-sqlite-store.'))).toBe(true);
  expect(modules.filter((url) => OTHERS.test(url))).toEqual([]);
});

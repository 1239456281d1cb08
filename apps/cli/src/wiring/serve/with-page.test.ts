import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withPage } from './with-page.ts';

let built: string;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'frigg-page-'));
  await writeFile(join(built, 'index.html'), '<head></head>');
});
afterAll(async () => rm(built, { recursive: true, force: true }));

async function whoAnswers(
  path: string,
  { method = 'GET', publicUrl, folder = built }: { readonly method?: string; readonly publicUrl?: string; readonly folder?: string } = {},
): Promise<string> {
  const { fetch } = withPage({ fetch: async () => Promise.resolve(new Response('server')) }, { publicUrl, folder });
  const response = await fetch(new Request(`http://127.0.0.1:3000${path}`, { method }));
  return (await response.text()) === 'server' ? 'server' : 'page';
}

it('leaves to the server what programs call, and shows the page everywhere else', async () => {
  for (const path of ['/api/v1/syncs', '/webhooks/quo/i1', '/oauth/callback?code=1', '/healthz', '/readyz', '/metrics'])
    expect([path, await whoAnswers(path)]).toEqual([path, 'server']);
  for (const path of ['/', '/setup', '/syncs/s1', '/assets/index.js']) expect([path, await whoAnswers(path)]).toEqual([path, 'page']);
  expect(await whoAnswers('/syncs', { method: 'POST' })).toBe('server');
});

it('is below the path of the public URL', async () => {
  const publicUrl = 'https://app.example.com/frigg/';
  expect(await whoAnswers('/frigg/syncs', { publicUrl })).toBe('page');
  expect(await whoAnswers('/frigg/api/v1/syncs', { publicUrl })).toBe('server');
  expect(await whoAnswers('/syncs', { publicUrl })).toBe('server');
});

it('lets the first operator set up where the page was not built, by the form of the server', async () => {
  const folder = join(built, 'none');
  for (const path of ['/setup', '/setup.js']) expect(await whoAnswers(path, { folder })).toBe('server');
  expect(await whoAnswers('/frigg/setup', { folder, publicUrl: 'https://app.example.com/frigg' })).toBe('server');
  expect(await whoAnswers('/', { folder })).toBe('page');
});

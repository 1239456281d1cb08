import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAdmin, type Admin, type AdminOptions } from './create-admin.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frigg-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<html><head><title>Page</title></head><body></body></html>');
  await writeFile(join(folder, 'assets/index-1a2b3c.js'), 'console.log("page");'.repeat(20));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function get(path: string, options: AdminOptions = {}, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return createAdmin({ folder, ...options }).fetch(new Request(`https://crm.example.com${path}`, { headers }));
}

it('answers each path with the page, which is always checked for a newer one', async () => {
  for (const path of ['/', '/syncs/12?state=ERROR', '/setup']) {
    const response = await get(path);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(await response.text()).toContain('<base href="/" />\n    <meta name="frigg-crm-api" content="/api/v1" />');
  }
  const etag = (await get('/')).headers.get('etag') ?? '';
  expect((await get('/', {}, { 'if-none-match': etag })).status).toBe(304);
});

it('lets browsers keep files with a hash in their name, and sends them compressed', async () => {
  const response = await get('/assets/index-1a2b3c.js', {}, { 'accept-encoding': 'gzip, br' });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect((await get('/assets/index-1a2b3c.js', {}, { 'accept-encoding': 'gzip;q=0' })).headers.get('content-encoding')).toBeNull();
});

it('says of a file of an older version that it is gone, so that the page can load itself again', async () => {
  expect((await get('/assets/index-0old0.js')).status).toBe(404);
});

it('allows scripts and styles of its own origin only, and nothing inline', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|data:|https?:|\*/);
});

it('works below a path, with the API anywhere on the same origin', async () => {
  const options = { basePath: '/frigg', apiPath: '/api/frigg' };
  expect((await get('/frigg', options)).headers.get('location')).toBe('/frigg/');
  expect(await (await get('/frigg/syncs', options)).text()).toContain(
    '<base href="/frigg/" />\n    <meta name="frigg-crm-api" content="/api/frigg" />',
  );
  expect((await get('/frigg/assets/index-1a2b3c.js', options)).headers.get('content-type')).toContain('text/javascript');
  expect((await get('/elsewhere', options)).status).toBe(404);
  expect(() => createAdmin({ basePath: '/a"><script>' })).toThrow(TypeError);
});

it('leaves to the app who may load it', async () => {
  expect((await get('/', { authorize: () => false })).status).toBe(401);
  expect((await get('/', { authorize: () => Response.redirect('https://crm.example.com/login') })).status).toBe(302);
  expect((await get('/', { authorize: async () => Promise.resolve(true) })).status).toBe(200);
});

it('says so where the page was not built, and shows it as soon as it is', async () => {
  const later = join(folder, 'later');
  const admin: Admin = createAdmin({ folder: later });
  const ask = async (): Promise<number> => (await admin.fetch(new Request('https://crm.example.com/'))).status;
  expect(await ask()).toBe(503);
  await mkdir(later);
  await writeFile(join(later, 'index.html'), '<head></head>');
  expect(await ask()).toBe(200);
});

it('refuses what is no reading', async () => {
  const response = await createAdmin({ folder }).fetch(new Request('https://crm.example.com/', { method: 'POST' }));
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

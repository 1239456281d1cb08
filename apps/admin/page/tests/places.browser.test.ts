import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { openServed, QUO_KEY, type Served } from './open-served.ts';

let browser: Browser;
let served: Served;
let proxy: Server;
let page: Page;
/** Where browsers find the page: below a path, through a proxy that passes all bytes on. */
let publicUrl: string;

beforeAll(async () => {
  proxy = createServer((socket) => {
    const upstream = connect(served.port, '127.0.0.1');
    // While the server is down connections end, as those of a real proxy do.
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  publicUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/frigg`;
  [served, browser] = await Promise.all([openServed({ args: ['--public-url', publicUrl] }), openBrowser()]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await browser.close();
  proxy.close();
  await served.close();
});

it('works below a path behind a proxy: set-up, pages, live progress over a WebSocket', async () => {
  expect(served.setUpUrl).toContain('/frigg/setup#token=');
  await page.goto(served.setUpUrl);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('No integration is connected yet').waitFor();
  await page.getByRole('link', { name: 'Integrations' }).click();
  expect(new URL(page.url()).pathname).toBe('/frigg/integrations');
  const created = await page.context().request.post(`${publicUrl}/api/v1/integrations`, {
    data: { connector: 'scaling-test', crm: { url: 'synthetic:300' }, quo: { apiKey: QUO_KEY } },
    headers: { origin: new URL(publicUrl).origin, 'idempotency-key': crypto.randomUUID() },
  });
  expect(created.status()).toBe(201);
  await page.getByRole('link', { name: 'Syncs' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
});

it('goes on by itself after a restart of the server, without a reload', async () => {
  await served.stop();
  await served.start();
  const { items } = (await (await page.context().request.get(`${publicUrl}/api/v1/integrations`)).json()) as {
    readonly items: readonly { readonly id: string }[];
  };
  const started = await page.context().request.post(`${publicUrl}/api/v1/syncs`, {
    data: { integrationId: items[0]?.id, type: 'initial' },
    headers: { origin: new URL(publicUrl).origin, 'idempotency-key': crypto.randomUUID() },
  });
  expect(started.ok(), await started.text()).toBe(true);
  await page.getByText('300 of 300').waitFor();
});

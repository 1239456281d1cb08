import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarriers, expectNoBarriersAtWidths } from './find-barriers.ts';
import { isMarked } from './is-marked.ts';
import { openBrowser } from './open-browser.ts';
import { openServed, openSite, QUO_KEY, type Served } from './open-served.ts';

let served: Served;
let browser: Browser;
let page: Page;
let crm: PipedriveSandbox;
let site: Awaited<ReturnType<typeof openSite>>;

beforeAll(async () => {
  crm = createPipedriveSandbox({ people: 30, requestsPer2s: 10_000 });
  site = await openSite(async (request) => crm.fetch(request));
  crm.apiDomain = site.url;
  const env = {
    FRIGG_CRM_PIPEDRIVE_CLIENT_ID: crm.clientId,
    FRIGG_CRM_PIPEDRIVE_CLIENT_SECRET: crm.clientSecret,
    FRIGG_CRM_PIPEDRIVE_OAUTH_URL: site.url,
  };
  [served, browser] = await Promise.all([openServed({ env }), openBrowser()]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(served.setUpUrl);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('No integration is connected yet').waitFor();
});
afterAll(async () => {
  await browser.close();
  await served.close();
  site.close();
});

async function begin(title: string | RegExp): Promise<void> {
  await page.goto(`${served.url}/integrations/new`);
  const option = page.getByLabel('CRM').locator('option').filter({ hasText: title });
  await option.waitFor({ state: 'attached' });
  await page.getByLabel('CRM').selectOption((await option.getAttribute('value')) ?? '');
}

async function post<Answer>(path: string): Promise<Answer> {
  const headers = { origin: served.url, 'idempotency-key': crypto.randomUUID() };
  const response = await page.context().request.post(`${served.url}/api/v1${path}`, { headers });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()) as Answer;
}

it('connects an account by its form, which says what is wrong and keeps what was filled in', async () => {
  await begin(/synthetic/i);
  await page.getByLabel('Address').fill('synthetic:none');
  await page.getByLabel('API key of Quo').fill(QUO_KEY);
  await page.getByRole('button', { name: 'Connect' }).click();
  const address = page.getByLabel('Address');
  await page.getByText('the number of people must be a number').waitFor();
  await page.getByText('1 field above says why').waitFor();
  expect(await isMarked(address)).toEqual([true, true, expect.stringContaining('must be a number')]);
  expect(await isMarked(page.getByLabel('API key of Quo'))).toEqual([false, false, expect.any(String)]);
  await expectNoBarriersAtWidths(page);
  await page.getByLabel('Address').fill('synthetic:60');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.waitForURL(/\/integrations\/[\da-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name: /synthetic/i }).waitFor();
});

it('replaces the credentials of an integration, and names the field that is missing', async () => {
  await page.getByRole('button', { name: 'Replace them' }).click();
  await page.getByRole('button', { name: 'Replace credentials' }).click();
  expect(await isMarked(page.getByLabel('Token'))).toEqual([true, true, expect.stringContaining('enter a new token')]);
  await page.getByLabel('API key of Quo').fill(QUO_KEY);
  await page.getByRole('button', { name: 'Replace credentials' }).click();
  await page.getByText('Replaced. The integration is checked with them').waitFor();
});

it('says before a replay that it would change nothing, and changes nothing by it', async () => {
  const integrationId = page.url().split('/').at(-1) ?? '';
  const { items } = (await (await page.context().request.get(`${served.url}/api/v1/integrations`)).json()) as { items: { id: string }[] };
  expect(items.map(({ id }) => id)).toEqual([integrationId]);
  await post(`/integrations/${integrationId}/people/Person/1/sync`);
  const done = async (): Promise<number> => {
    const answer = await page.context().request.get(`${served.url}/api/v1/webhooks?state=done`);
    return ((await answer.json()) as { items: unknown[] }).items.length;
  };
  await expect.poll(done, { timeout: 30_000 }).toBe(1);
  await page.goto(`${served.url}/webhooks?state=done`);
  await page.getByRole('button', { name: 'Open' }).waitFor();
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('dialog').getByText('Replaying it would change nothing.').waitFor();
  await expectNoBarriers(page);
  const held = served.quo.size;
  await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
  await page.getByText('a replay would change nothing').waitFor();
  expect(served.quo.size).toBe(held);
});

it('connects an account by consent at the CRM, in the same tab, and syncs it', async () => {
  await begin('Pipedrive');
  await page.getByLabel('Grant access at the CRM').check();
  await page.getByLabel('API key of Quo').fill(QUO_KEY);
  const tabs = page.context().pages().length;
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByText('Access is granted.').waitFor();
  expect(page.context().pages()).toHaveLength(tabs);
  expect(new URL(page.url()).origin).toBe(served.url);
  await expectNoBarriers(page);
  const integrationId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const headers = { origin: served.url, 'idempotency-key': crypto.randomUUID() };
  const started = await page.context().request.post(`${served.url}/api/v1/syncs`, { data: { integrationId, type: 'initial' }, headers });
  expect(started.ok(), await started.text()).toBe(true);
  await page.goto(`${served.url}/syncs?integrationId=${integrationId}`);
  await page.getByRole('row').filter({ hasText: 'Completed' }).first().waitFor();
});

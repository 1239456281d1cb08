import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarriersAtWidths } from './find-barriers.ts';
import { openBrowser } from './open-browser.ts';
import { replayExport } from './replay-export.ts';
import { openServed, openSite, QUO_KEY, type Served } from './open-served.ts';

let served: Served;
let browser: Browser;
let page: Page;
let crm: Awaited<ReturnType<typeof openSite>>;
/** Pages of the CRM that cannot be read. */
let lost: readonly string[] = ['2', '3', '7'];
let token = '';

beforeAll(async () => {
  const sandbox = createScalingTestSandbox({ people: 1000, withoutPhoneShare: 0 });
  ({ token } = sandbox);
  const answer = async (request: Request): Promise<Response> => {
    const number = new URL(request.url).searchParams.get('page') ?? '';
    if (!lost.includes(number)) return sandbox.fetch(request);
    // Two reasons.
    return Response.json({ message: 'no such page' }, { status: number === '7' ? 404 : 400 });
  };
  [served, browser, crm] = await Promise.all([openServed(), openBrowser(), openSite(answer)]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await browser.close();
  await served.close();
  crm.close();
});

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const headers = { origin: served.url, 'idempotency-key': crypto.randomUUID() };
  const response = await page.context().request.post(`${served.url}/api/v1${path}`, { data: body, headers });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()) as Answer;
}

/** Presses the button below the strip, reads the plan, and carries it out. */
async function redrive(label: string, plan: RegExp): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Do again what failed?' });
  await dialog.getByText(plan).waitFor();
  await dialog.getByRole('button', { name: 'Redrive' }).click();
  await page.getByText('Accepted: what failed is done again.').first().waitFor();
}

async function drag(strip: Locator, from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await strip.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = (number: number): [number, number] => [x + ((number + 0.5) / 10) * width, y + height / 2];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 3 });
  await page.mouse.up();
}

it('redrives pages selected by pointer, then by keys, then a group of failures, and leaves the rest failed', async () => {
  await page.goto(served.setUpUrl);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('No integration is connected yet').waitFor();
  const account = { connector: 'scaling-test', crm: { url: crm.url, token }, quo: { apiKey: QUO_KEY } };
  const { id: integrationId } = await post<{ readonly id: string }>('/integrations', account);
  const { syncs } = await post<{ readonly syncs: readonly { readonly syncId: string }[] }>('/syncs', { integrationId, type: 'initial' });
  await page.goto(`${served.url}/syncs/${syncs[0]?.syncId ?? ''}`);
  await page.getByText('3 failed', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Redrive 3 pages', exact: true }).waitFor();
  const strip = page.getByRole('slider', { name: 'Pages' });

  // Nothing of what is selected has failed: nothing is offered.
  await drag(strip, 4, 6);
  await page.getByText('Pages 4–6').waitFor();
  expect(await page.getByRole('button', { name: /selected page/ }).count()).toBe(0);

  lost = ['7'];
  await drag(strip, 1, 2);
  await redrive('Redrive 1 selected page', /2 other failed pages stay as they are/);
  await page.getByText('2 failed', { exact: true }).waitFor();
  await page.getByText('8 written', { exact: true }).waitFor();

  // From the keyboard: to the failed page, one further, and press.
  await strip.press('Home');
  await strip.press('n');
  await strip.press('Shift+ArrowRight');
  await page.getByText('Pages 3–4').waitFor();
  await redrive('Redrive 1 selected page', /1 other failed page stays as it is/);
  await page.getByText('1 failed', { exact: true }).waitFor();

  lost = [];
  await redrive('Redrive 1 page of this reason', /What failed is done again, and nothing else/);
  await page.getByText('It is complete').waitFor();
  await page.getByText('0 failed', { exact: true }).waitFor();
});

/** axe does not look into a canvas. */
const IS_DRAWN_IN_ITS_COLOUR = `(() => {
  const chart = document.querySelector('[aria-label^="Processed over time"]');
  const canvas = chart.querySelector('canvas');
  const ink = getComputedStyle(chart).color.match(/\\d+/g).join();
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255 && data.subarray(at, at + 3).join() === ink) return true;
  return false;
})()`;

it('exports the sync as a file, which the simulator replays to the same end, and which opens without a session and a server, and shows each moment of it', async () => {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as a file' }).click();
  const path = await (await download).path();
  expect(await replayExport(path)).toContain('It comes to the same, and every invariant holds.');
  const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const view = await elsewhere.newPage();
  await view.goto(`${served.url}/import`);
  // What draws is loaded; from now on nothing is requested.
  await view.locator('input[type=file]').setInputFiles(path);
  await view.getByRole('img', { name: /^Processed over time/ }).waitFor();
  await view.waitForLoadState('networkidle');
  await elsewhere.setOffline(true);
  const requests: string[] = [];
  view.on('request', (request) => requests.push(request.url()));
  await view.locator('input[type=file]').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await view.getByRole('alert').getByText('no export of a sync').waitFor();
  await view.locator('input[type=file]').setInputFiles(path);

  await view.getByText('Completed', { exact: true }).first().waitFor();
  await view.getByText('10 written', { exact: true }).waitFor();
  await expectNoBarriersAtWidths(view);
  for (const colorScheme of ['light', 'dark'] as const) {
    await view.emulateMedia({ colorScheme });
    await expect.poll(async () => view.evaluate(IS_DRAWN_IN_ITS_COLOUR), { message: colorScheme }).toBe(true);
  }
  const moment = view.getByRole('slider', { name: 'Moment' });
  await moment.press('Home');
  await view.getByText('0 s of').waitFor();
  // A sync that has just begun: few numbers are known.
  await expectNoBarriersAtWidths(view);
  // From moment to moment, until its first life has ended.
  const isFailed = async (): Promise<boolean> => (await moment.getAttribute('aria-valuetext'))?.endsWith('Failed') === true;
  for (let step = 0; step < 100 && !(await isFailed()); step += 1) await moment.press('ArrowRight');
  await view.getByText('Failed', { exact: true }).first().waitFor();
  await view.getByText('3 failed', { exact: true }).waitFor();
  await view.getByText('7 written', { exact: true }).waitFor();
  await expectNoBarriersAtWidths(view);
  await moment.press('End');
  await view.getByText('10 written', { exact: true }).waitFor();
  expect(requests).toEqual([]);
  await elsewhere.close();
});

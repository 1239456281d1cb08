import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarriers } from './find-barriers.ts';
import { openBrowser } from './open-browser.ts';
import { openDemo, type Demo } from './open-demo.ts';

let demo: Demo;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [demo, browser] = await Promise.all([openDemo(['--contacts', '200']), openBrowser()]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await browser.close();
  await demo.close();
});

it('throws faults from its panel, and the numbers of every integration come out right', async () => {
  await page.goto(demo.link);
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  await expectNoBarriers(page);
  for (const name of ['Storm of 429', 'Kill the workers', 'Storm of duplicates']) await page.getByRole('button', { name }).click();
  await page
    .getByText(/Lasts for \d+ s more/)
    .first()
    .waitFor();
  for (let start = page.getByRole('button', { name: 'Start' }); (await start.count()) > 0;) {
    const before = await start.count();
    await start.first().click();
    await expect.poll(async () => start.count()).toBeLessThan(before);
  }
  const rows = (await page.getByRole('row').count()) - 1;
  expect(rows).toBe(5);
  await expect.poll(async () => page.getByText('Right', { exact: true }).count(), { timeout: 55_000 }).toBe(rows);
  expect(await page.getByText('Wrong', { exact: true }).count()).toBe(0);
});

it('needs nothing of the one who looks at it but what a redrive mends', async () => {
  await page.goto(`${demo.url}/integrations`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(await page.getByText(/needs you|needs attention/i).count()).toBe(0);
  await page.goto(`${demo.url}/`);
  await page.getByRole('heading', { name: /^Quiet/ }).waitFor();
  expect(await page.getByRole('main').innerText()).not.toMatch(
    /does not work|waits for its settings|refuses|is paused|initial sync failed/,
  );
});

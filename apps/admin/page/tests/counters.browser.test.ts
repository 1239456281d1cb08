import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { openDemo, type Demo } from './open-demo.ts';

const INTEGRATIONS = 70;
const RUNS = 200;
const MAX_ROUNDS = 12;
/** What strikes in each round, with a crash of all workers; the ones that last are thrown together. */
const FAULTS = [['duplicates'], ['rate-limits', 'silence'], ['duplicates']];

let demo: Demo;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [demo, browser] = await Promise.all([openDemo(['--contacts', '50', '--connector', 'scaling-test']), openBrowser()]);
  // So high that every row of the list is there.
  context = await browser.newContext({ viewport: { width: 1440, height: 16_000 } });
});
afterAll(async () => {
  await browser.close();
  await demo.close();
});

async function post(path: string, data: object): Promise<unknown> {
  const headers = { origin: demo.url, 'idempotency-key': crypto.randomUUID() };
  const response = await context.request.post(`${demo.url}${path}`, { data, headers });
  expect(response.ok(), `${path} ${await response.text()}`).toBe(true);
  return response.json();
}

async function countActive(): Promise<number> {
  const list = await context.request.get(`${demo.url}/api/v1/syncs?active=true&limit=200`);
  return ((await list.json()) as { readonly items: readonly unknown[] }).items.length;
}

/** @returns numbers from 0 to below 1, the same ones each time. */
function createRandom(): () => number {
  let state = 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Writes down each number of each row that is ever shown, by the sync that it belongs to. */
const WATCH = `{
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll('[role=rowgroup] [role=row]')) {
      const id = row.querySelector('a')?.getAttribute('href') ?? '';
      const [, count] = /^([\\d,]+)/.exec(row.querySelector('[role=cell]:nth-child(3)')?.textContent ?? '') ?? [];
      if (count === undefined) continue;
      const number = Number(count.replaceAll(',', ''));
      const numbers = (window.seen[id] ??= []);
      if (numbers.at(-1) !== number) numbers.push(number);
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}`;

it('shows counters that never step back, in 200 runs of random size while faults strike', { timeout: 600_000 }, async () => {
  const random = createRandom();
  const page = await context.newPage();
  await page.goto(demo.link);
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  const ids: string[] = [];
  for (let number = 0; number < INTEGRATIONS; number += 1) {
    const crm = { url: `synthetic:${20 + Math.floor(random() * 400)}` };
    const quo = { apiKey: 'demo-key-scaling-test' };
    ids.push(((await post('/api/v1/integrations', { connector: 'scaling-test', crm, quo })) as { readonly id: string }).id);
  }
  await page.goto(`${demo.url}/syncs`);
  await page.getByRole('row').nth(1).waitFor();
  await page.evaluate(WATCH);
  const countSeen = async (): Promise<number> => page.evaluate<number>('Object.keys(window.seen).length');
  // A run that has ended before its row was drawn is not counted.
  for (let round = 0; round < MAX_ROUNDS && (await countSeen()) < RUNS; round += 1) {
    await Promise.all(ids.map(async (integrationId) => post('/api/v1/syncs', { integrationId, type: 'initial' })));
    for (const fault of FAULTS[round % FAULTS.length] ?? []) await post('/demo-api/faults', { fault });
    await post('/demo-api/faults', { fault: 'crash' });
    await expect.poll(countActive, { timeout: 120_000, interval: 250 }).toBe(0);
  }
  const seen = await page.evaluate<Readonly<Record<string, readonly number[]>>>('window.seen');
  const backward = Object.entries(seen).filter(([, numbers]) => numbers.some((number, index) => number < (numbers[index - 1] ?? 0)));
  expect(backward).toEqual([]);
  expect(Object.keys(seen).length).toBeGreaterThanOrEqual(RUNS);
  // It was watched on the way, not at the end alone.
  expect(Object.values(seen).filter((numbers) => numbers.length > 2).length).toBeGreaterThan(INTEGRATIONS);
});

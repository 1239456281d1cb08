import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { fillScreen, LONG_SYNC } from '../test-support/fill-screen.ts';
import { median } from '../test-support/median.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';

const RUNS = 10_000;
const PEOPLE = 1_000_000;
const LONG_PAGES = 100_000;
const ROUNDS = 5;
const CLI = new URL('../../../apps/cli/src/main.ts', import.meta.url).pathname;
const BROWSERS = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What is promised of the page, in milliseconds. */
const PROMISES = {
  'first paint of the list': 1000,
  'a filter': 200,
  'strip of 100,000 pages drawn': 50,
  'longest task while scrolling': 100,
};
type Promised = keyof typeof PROMISES;

/** The page in Chromium, with 10,000 runs and a million people in a SQLite file behind it. */
export async function screen({ people = [PEOPLE] }: BenchOptions): Promise<readonly Row[]> {
  const executablePath = BROWSERS.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined) throw new Error('screen needs Chromium: install it, or name it in CHROMIUM');
  const folder = await mkdtemp(join(tmpdir(), 'frigg-screen-'));
  const file = join(folder, 'store.sqlite');
  const startMs = performance.now();
  await fillScreen(file, { runs: RUNS, people: people[0] ?? PEOPLE, longPages: LONG_PAGES });
  console.log(`filled in ${Math.round((performance.now() - startMs) / 1000)} s`);
  const served = await serve(folder, file);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await signIn(await context.newPage(), served.setUpUrl);
    const measured = await measure(context, served.url);
    const rows = (Object.keys(PROMISES) as Promised[]).map((what): Row => {
      const ms = Math.round(measured[what] * 10) / 10;
      return { what, 'median (ms)': ms, 'promised (ms)': PROMISES[what], 'as promised': ms < PROMISES[what] ? 'yes' : 'NO' };
    });
    printTable(`screen: ${RUNS} runs and ${people[0] ?? PEOPLE} people on SQLite, ${ROUNDS} rounds`, rows);
    return rows;
  } finally {
    await browser.close();
    served.child.kill('SIGTERM');
    await new Promise((resolve) => served.child.once('exit', resolve));
    await rm(folder, { recursive: true, force: true });
  }
}

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly setUpUrl: string;
}

async function serve(folder: string, file: string): Promise<Served> {
  const args = ['--conditions=@frigg-crm/source', CLI, 'serve', '--port', '0', '--store', `sqlite:${file}`];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let setUpUrl = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server has ended')));
    createInterface(child.stdout).on('line', (line) => {
      setUpUrl = /once: (\S+)/.exec(line)?.[1] ?? setUpUrl;
      const [, found] = /listens on (\S+)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, url, setUpUrl };
}

async function signIn(page: Page, setUpUrl: string): Promise<void> {
  await page.goto(setUpUrl);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Sign out ana' }).waitFor();
  await page.close();
}

async function measure(context: BrowserContext, url: string): Promise<Record<Promised, number>> {
  const rounds: Record<Promised, number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = await context.newPage();
    await page.goto(`${url}/syncs`);
    const list = await sinceNavigation(page, '[data-row-link]');
    const filter = await page.evaluate<number>(FILTER);
    await page.goto(`${url}/syncs/${LONG_SYNC}`);
    await page.getByRole('slider', { name: 'Pages' }).waitFor();
    const strip = await page.evaluate<number>(STRIP);
    await page.evaluate(WATCH_TASKS);
    for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step % 2 === 0 ? 300 : -200);
    await page.getByRole('slider', { name: 'Pages' }).press('End');
    for (let step = 0; step < 30; step += 1) await page.getByRole('slider', { name: 'Pages' }).press('p');
    const longest = await page.evaluate<number>('window.longest');
    rounds.push({
      'first paint of the list': list,
      'a filter': filter,
      'strip of 100,000 pages drawn': strip,
      'longest task while scrolling': longest,
    });
    await page.close();
  }
  const of = (what: Promised): number => median(rounds.map((one) => one[what]));
  return Object.fromEntries((Object.keys(PROMISES) as Promised[]).map((what) => [what, of(what)])) as Record<Promised, number>;
}

/** @returns how long after the navigation something was there, by the clock of the page. */
async function sinceNavigation(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => document.querySelectorAll(${JSON.stringify(selector)}).length > 5 ? resolve(performance.now()) : requestAnimationFrame(look);
    look();
  })`);
}

/** From the press to the frame in which the rows are those of the filter. */
const FILTER = `new Promise((resolve) => {
  const link = [...document.querySelectorAll('a')].find(({ textContent }) => textContent === 'Failed');
  const start = performance.now();
  link.click();
  const look = () => {
    const rows = [...document.querySelectorAll('[data-row-link]')].map((row) => row.closest('[role=row]') ?? row);
    const isDone = rows.length > 5 && rows.every((row) => row.textContent.includes('Failed'));
    if (isDone) resolve(performance.now() - start); else requestAnimationFrame(look);
  };
  look();
})`;

/** Drawn again for another width, as the page does by itself: the time from there to the frame behind it. */
const STRIP = `new Promise((resolve) => {
  const canvas = document.querySelector('[role=slider] canvas');
  const draw = CanvasRenderingContext2D.prototype.fillRect;
  let first, last;
  CanvasRenderingContext2D.prototype.fillRect = function (...rectangle) { first ??= performance.now(); draw.apply(this, rectangle); last = performance.now(); };
  canvas.parentElement.style.width = '900px';
  const look = () => first === undefined ? requestAnimationFrame(look) : setTimeout(() => { CanvasRenderingContext2D.prototype.fillRect = draw; resolve(last - first); });
  requestAnimationFrame(look);
})`;

const WATCH_TASKS = `{
  window.longest = 0;
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration); }).observe({ type: 'longtask' });
}`;

import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { installChromium } from './find-chromium.ts';
import { openBrowser } from './open-browser.ts';
import { openDemo } from './open-demo.ts';

const WIDTHS = [375, 1440];
const REDRAW_MS = 300;
const THEMES = ['light', 'dark'] as const;
const PAGES = [
  'demo',
  '',
  'syncs',
  'integrations',
  'integrations/new',
  'people',
  'webhooks',
  'dead-letters',
  'bulk',
  'audit',
  'access',
  'diagnostics',
  'import',
];

/** Pictures of every page of a demo under way, in both themes, as narrow as a phone and as wide as a screen: `pnpm --filter @frigg-crm/admin screenshots <folder>`. */
async function main(folder: string): Promise<void> {
  installChromium();
  await mkdir(folder, { recursive: true });
  const demo = await openDemo(['--contacts', '3000']);
  const browser = await openBrowser();
  try {
    await takeAll(browser, { folder, ...demo });
  } finally {
    await browser.close();
    await demo.close();
  }
}

interface Target {
  readonly folder: string;
  readonly link: string;
  readonly url: string;
}

async function takeAll(browser: Browser, { folder, link, url }: Target): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  await page
    .getByText(/^Completed/)
    .first()
    .waitFor({ timeout: 60_000 });
  const get = async <Body>(path: string): Promise<Body> => (await (await context.request.get(`${url}/api/v1${path}`)).json()) as Body;
  const [syncs, integrations] = await Promise.all(
    ['/syncs', '/integrations'].map(async (path) => get<{ readonly items: readonly { readonly id: string }[] }>(path)),
  );
  const sync = syncs?.items.at(-1)?.id ?? '';
  const paths = [...PAGES, `syncs/${sync}`, `integrations/${integrations?.items[0]?.id ?? ''}`];
  const exported = join(folder, 'exported-sync.json');
  await writeFile(exported, JSON.stringify(await get(`/syncs/${sync}/export`)));
  for (const path of paths)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${url}/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      if (path === 'import') {
        await page.locator('input[type=file]').setInputFiles(exported);
        await page.getByRole('slider', { name: 'Moment' }).waitFor();
      }
      await take(page, {
        folder,
        name: `${
          path
            .split('/')
            .slice(0, 2)
            .join('-')
            .replace(/-[\w-]{20,}$/, '-one') || 'overview'
        }-${width}`,
      });
    }
}

async function take(page: Page, { folder, name }: { readonly folder: string; readonly name: string }): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    // What is drawn is drawn anew in the colours of the theme.
    await page.waitForTimeout(REDRAW_MS);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    if (wide === true) process.stderr.write(`${name}: wider than its window\n`);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), fullPage: true });
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('screenshots <folder>: pictures of every page are written there\n');
  process.exitCode = 2;
} else await main(resolve(folder));

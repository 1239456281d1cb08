import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarriers } from './find-barriers.ts';
import { isMarked } from './is-marked.ts';
import { openBrowser } from './open-browser.ts';
import { openServed, QUO_KEY, type Served } from './open-served.ts';

const PASSWORD = 'a long enough password';

let served: Served;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the browser complains about: a refused script, a failed assertion of React. */
const complaints: string[] = [];

beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // A request that is refused on purpose is reported too.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

/** Sends a request as the page does. */
async function post<Answer>(path: string, body: object): Promise<Answer> {
  const headers = { origin: served.url, 'idempotency-key': crypto.randomUUID() };
  const response = await context.request.post(`${served.url}/api/v1${path}`, { data: body, headers });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()) as Answer;
}

async function connect(people: number): Promise<string> {
  const account = { connector: 'scaling-test', crm: { url: `synthetic:${people}` }, quo: { apiKey: QUO_KEY } };
  return (await post<{ readonly id: string }>('/integrations', account)).id;
}

function rowOf(text: string, shown: Page = page): Locator {
  return shown.getByRole('row').filter({ hasText: text }).last();
}

/** As an operator does who has left a session open elsewhere. */
async function expectOtherSessionsToEnd(view: Page, name: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${served.url}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify({ name, password: PASSWORD }) });
  await view.goto(`${served.url}/access`);
  await view.getByRole('heading', { name: 'Your sessions' }).waitFor();
  await rowOf('this one', view).waitFor();
  await view.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await view.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
  await view.getByText('1 session has ended.').waitFor();
}

/** As an operator who manages others does. */
async function endSessionOf(name: string): Promise<void> {
  await page.goto(`${served.url}/access`);
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await sessions.getByRole('row').filter({ hasText: 'this one' }).filter({ hasText: 'ana' }).first().waitFor();
  await sessions.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'End' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await page.getByText('The session has ended.').waitFor();
}

it('makes the first operator of the one who has the set-up link, and signs in again with name and password', async () => {
  await page.goto(served.setUpUrl);
  await page.getByLabel('Name').waitFor();
  expect(page.url()).not.toContain('token');
  await expectNoBarriers(page);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('No integration is connected yet').waitFor();
  await page.getByRole('button', { name: 'Sign out ana' }).click();
  await page.getByLabel('Password').fill('a wrong password');
  await page.getByLabel('Name').fill('ana');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The name or the password is wrong').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('No integration is connected yet').waitFor();
  await page.getByRole('link', { name: 'Syncs' }).click();
  await page.getByText('There is no sync yet').waitFor();
  await expectNoBarriers(page);
});

it('shows a sync that begins, each step forward only, until it is complete, without a reload', async () => {
  const integrationId = await connect(400);
  await page.evaluate(`{
    window.seen = [];
    new MutationObserver(() => {
      const cell = document.querySelector('[role=rowgroup] [role=row]:last-child [role=cell]:nth-child(3)');
      const [, count] = /^([\\d,]+)/.exec(cell?.textContent ?? '') ?? [];
      if (count !== undefined) window.seen.push(Number(count.replaceAll(',', '')));
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }`);
  await post('/syncs', { integrationId, type: 'initial' });
  await page
    .getByText(/^Completed/, { exact: false })
    .and(page.locator('[role=cell] *'))
    .first()
    .waitFor();
  await page.getByText('400 of 400').waitFor();
  const seen: readonly number[] = await page.evaluate('window.seen');
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(400);
  await page.getByText('Live', { exact: true }).waitFor();
  await expectNoBarriers(page);
});

it('keeps filters in the address, and takes keys for everything', async () => {
  await page.getByRole('link', { name: 'In flight' }).click();
  await page.getByText('No sync matches').waitFor();
  expect(page.url()).toContain('active=true');
  await page.goBack();
  await page.getByText('400 of 400').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await expectNoBarriers(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('j');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('A synthetic CRM');
});

it('opens a sync to what its numbers are made of, and selects pages by pointer and by keys', async () => {
  await rowOf('400 of 400').getByRole('link').press('Enter');
  await page.getByText('It is complete').waitFor();
  await page.getByRole('button', { name: /^Processed/ }).click();
  await page.getByText('synced + 4 failed + ').waitFor();
  const strip = page.getByRole('slider', { name: 'Pages' });
  const { x, y, width, height } = (await strip.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width - 2, y + height / 2, { steps: 3 });
  await page.mouse.up();
  await page.getByText('Pages 0–3').waitFor();
  await strip.press('Home');
  await strip.press('Shift+ArrowRight');
  await page.getByText('Pages 0–1').waitFor();
  await expectNoBarriers(page);
});

it('says what a redrive would do before it is pressed, and does it', async () => {
  await page.getByRole('button', { name: 'Redrive 4 people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Do again what failed?' });
  await dialog.getByText('People, at most').waitFor();
  await expectNoBarriers(page);
  await dialog.getByRole('button', { name: 'Redrive' }).click();
  await page.getByText('Accepted: what failed is done again.').waitFor();
});

it('pauses a sync that runs, resumes it, and cancels it', async () => {
  served.slowDown(400);
  const integrationId = await connect(3000);
  const { syncs } = await post<{ readonly syncs: readonly { readonly syncId: string }[] }>('/syncs', { integrationId, type: 'initial' });
  await page.goto(`${served.url}/syncs/${syncs[0]?.syncId ?? ''}`);
  await page.getByRole('main').getByText('Writing', { exact: true }).first().waitFor();
  for (const [name, label] of [
    ['Pause', 'Paused'],
    ['Resume', 'Writing'],
    ['Cancel sync', 'Cancelled'],
  ] as const) {
    await page.getByRole('main').getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await page.getByRole('main').getByText(label, { exact: true }).first().waitFor();
  }
  served.slowDown(0);
});

it('is usable without sight on each page, in both themes', async () => {
  for (const path of [
    '',
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
  ]) {
    await page.goto(`${served.url}/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await expectNoBarriers(page);
  }
});

it('marks what the API refuses at its field, and moves the focus there', async () => {
  await page.goto(`${served.url}/access`);
  await page.getByLabel('What a new key is for').fill('a report');
  const see = page.getByLabel(/^see syncs/);
  await see.uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByText('1 field above says why').waitFor();
  expect(await isMarked(see)).toEqual([true, true, 'must be one or more']);
  await expectNoBarriers(page);
});

it('offers a viewer nothing that is refused', async () => {
  await post('/operators', { name: 'vera', password: PASSWORD, role: 'viewer', seesPeople: false });
  const other = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const view = await other.newPage();
  await view.goto(`${served.url}/syncs`);
  await view.getByLabel('Name').fill('vera');
  await view.getByLabel('Password').fill(PASSWORD);
  await view.getByRole('button', { name: 'Sign in' }).click();
  await view.getByText('400 of 400').first().waitFor();
  await rowOf('400 of 400', view).getByRole('link').click();
  await view.getByRole('heading', { name: 'Failures' }).waitFor();
  expect(await view.getByRole('button', { name: /Redrive|Cancel sync/ }).count()).toBe(0);
  await view.getByRole('link', { name: 'Where is Jane?' }).click();
  await view.getByText('You may not see people').waitFor();
  await expectOtherSessionsToEnd(view, 'vera');
  await endSessionOf('vera');
  await view.reload();
  await view.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await other.close();
});

it('fits a phone', async () => {
  await page.goto(`${served.url}/syncs`);
  await page.getByText('400 of 400').first().waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'Syncs' }).waitFor();
  await expectNoBarriers(page);
  await page.goto(`${served.url}/access`);
  await rowOf('this one').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1440, height: 900 });
});

it('loads nothing from elsewhere, and runs nothing that its policy refuses', () => {
  expect(complaints).toEqual([]);
});

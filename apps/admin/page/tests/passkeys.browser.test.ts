import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { openServed, type Served } from './open-served.ts';

const PASSWORD = 'a long enough password';

let served: Served;
let browser: Browser;
let page: Page;
/** What a passkey is bound to has a name: browsers make none for an IP address. */
let url: string;

beforeAll(async () => {
  [served, browser] = await Promise.all([openServed(), openBrowser()]);
  url = served.url.replace('127.0.0.1', 'localhost');
  page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } });
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

it('adds a passkey to an operator, who signs in with it until it is removed', async () => {
  await page.goto(served.setUpUrl.replace('127.0.0.1', 'localhost'));
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('No integration is connected yet').waitFor();
  await page.goto(`${url}/access`);
  await page.getByText('You have no passkey').waitFor();
  await page.getByLabel('Name of a new passkey').fill('Laptop');
  await page.getByRole('textbox', { name: 'Your password' }).fill('another password');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('nothing was begun').waitFor();
  await page.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page
    .getByRole('row', { name: /Laptop/ })
    .getByText('never')
    .waitFor();

  await page.getByRole('button', { name: 'Sign out ana' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('button', { name: 'Sign out ana' }).waitFor();
  await page.goto(`${url}/access`);
  await page.getByRole('row', { name: /Laptop/ }).waitFor();
  expect(
    await page
      .getByRole('row', { name: /Laptop/ })
      .getByText('never')
      .count(),
  ).toBe(0);

  await page
    .getByRole('row', { name: /Laptop/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('You have no passkey').waitFor();
  await page.getByRole('button', { name: 'Sign out ana' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('The passkey is not known here').waitFor();
});

it('offers none on an IP address, for which browsers make none', async () => {
  await page.goto(served.url);
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
});

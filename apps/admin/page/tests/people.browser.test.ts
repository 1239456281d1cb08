import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarriersAtWidths } from './find-barriers.ts';
import { openBrowser } from './open-browser.ts';
import { openServed, openSite, QUO_KEY, type Served } from './open-served.ts';

let served: Served;
let browser: Browser;
let page: Page;
let crm: PipedriveSandbox;
let site: Awaited<ReturnType<typeof openSite>>;

beforeAll(async () => {
  crm = createPipedriveSandbox({ people: 0, requestsPer2s: 10_000 });
  for (const [name, phone] of [
    ['Jane Doe', '+14155550101'],
    ['Jane Roe', '+14155550102'],
    ['Bo Lee', '+14155550103'],
  ] as const) {
    const [first_name = '', last_name = ''] = name.split(' ');
    const emails = name === 'Bo Lee' ? [] : [{ value: 'office@acme.test', label: 'work', primary: true }];
    crm.people.add({ name, first_name, last_name, phones: [{ value: phone, label: 'work', primary: true }], emails });
  }
  [served, browser, site] = await Promise.all([openServed(), openBrowser(), openSite(async (request) => crm.fetch(request))]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await browser.close();
  await served.close();
  site.close();
});

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const headers = { origin: served.url, 'idempotency-key': crypto.randomUUID() };
  const response = await page.context().request.post(`${served.url}/api/v1${path}`, { data: body, headers });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()) as Answer;
}

async function look(text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Person' }).fill(text);
  await page.keyboard.press('Enter');
}

it('connects a CRM, syncs three people, and may see them', async () => {
  await page.goto(served.setUpUrl);
  await page.getByLabel('Name').fill('ana');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('No integration is connected yet').waitFor();
  const account = { connector: 'pipedrive', crm: { url: site.url, token: crm.accessToken }, quo: { apiKey: QUO_KEY } };
  const { id: integrationId } = await post<{ readonly id: string }>('/integrations', account);
  const { syncs } = await post<{ readonly syncs: readonly { readonly syncId: string }[] }>('/syncs', { integrationId, type: 'initial' });
  await page.goto(`${served.url}/syncs/${syncs[0]?.syncId ?? ''}`);
  await page.getByText('It is complete').waitFor();
  await page.goto(`${served.url}/people`);
  await page.getByRole('heading', { name: 'Where is Jane?' }).waitFor();
});

it('finds a person by phone number, and shows both sides in step', async () => {
  await look('+1 (415) 555-0101');
  await page.getByRole('heading', { name: 'Jane Doe' }).waitFor();
  await page.getByText('In step', { exact: true }).waitFor();
  await page.getByText('Sync now would change nothing in Quo.').waitFor();
  expect(await page.getByRole('button', { name: 'Sync now' }).isDisabled()).toBe(true);
  await page.getByText('No event about this person waits or has failed.').waitFor();
  expect(page.url()).not.toContain('415');
});

it('lists two people with one e-mail address, shows what differs, and has it synced from the keyboard', async () => {
  crm.people.change(2, { phones: [{ value: '+14155550177', label: 'work', primary: true }] });
  await look('office@acme.test');
  await page.getByRole('heading', { name: '2 people: which one?' }).waitFor();
  await expectNoBarriersAtWidths(page);
  await page.getByRole('button', { name: /Jane Roe/ }).press('Enter');
  await page.getByRole('heading', { name: 'Jane Roe' }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'phone numbers' });
  await row.getByText('differs').waitFor();
  expect(await row.getByRole('cell').allInnerTexts()).toEqual([
    expect.stringContaining('+14155550177') as string,
    expect.stringContaining('+14155550102') as string,
  ]);
  await page.getByText('Sync now would change in Quo: phone numbers.').waitFor();
  await expectNoBarriersAtWidths(page);

  await page.getByRole('button', { name: 'Sync now' }).press('Enter');
  await page.getByText('Done. Both sides were read again.').waitFor();
  await page.getByText('In step', { exact: true }).waitFor();
  expect(await row.getByText('differs').count()).toBe(0);
  expect(served.quo.contacts().find(({ externalId }) => externalId === '2')?.defaultFields.phoneNumbers[0]?.value).toBe('+14155550177');

  await page.getByRole('button', { name: 'Back to 2 people' }).press('Enter');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Jane');
});

it('says that a person has moved on between the look and the press', async () => {
  crm.people.change(3, { name: 'Bob Lee', first_name: 'Bob' });
  await look('Bob');
  await page.getByText('Sync now would change in Quo: first name.').waitFor();
  crm.people.change(3, { name: 'Bob Li', last_name: 'Li' });
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page.getByText('The person has changed since. What it would do now is shown.').waitFor();
  await page.getByText('Sync now would change in Quo: first name, last name.').waitFor();
});

it('says who is not found, who is gone, and which side cannot be read', async () => {
  await look('Zoraida Quist');
  await page.getByText('No one was found').waitFor();
  crm.people.delete(3);
  await look('3');
  await page.getByText('Gone in the CRM', { exact: true }).waitFor();
  crm.expireAccessToken();
  await look('+14155550101');
  await page.getByText('Not known now', { exact: true }).waitFor();
  await page.getByText(/^The CRM: /).waitFor();
  await expectNoBarriersAtWidths(page);
});

it('hides people from an operator without the right', async () => {
  await post('/operators', { name: 'bo', role: 'operator', seesPeople: false, password: 'another long password' });
  const other = await browser.newPage();
  await other.goto(`${served.url}/people`);
  await other.getByLabel('Name').fill('bo');
  await other.getByLabel('Password').fill('another long password');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByText('You may not see people').waitFor();
  await other.close();
});

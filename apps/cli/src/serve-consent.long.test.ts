import { createAttioSandbox } from '@frigg-crm/attio/sandbox';
import { createClient, type Client } from '@frigg-crm/client';
import { systemClock } from '@frigg-crm/core';
import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { createZohoSandbox } from '@frigg-crm/zoho/sandbox';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import { serveSandbox } from './wiring/serve-sandbox.ts';

const TOKEN = 'admin-token-of-the-tests-0123456789';
const PEOPLE = 12;

/** The clock of the CRMs: their tokens expire when a test says so. */
const crmClock: VirtualClock = createVirtualClock();
const sandboxes = {
  pipedrive: createPipedriveSandbox({ clock: crmClock, people: PEOPLE, requestsPer2s: 100_000 }),
  zoho: createZohoSandbox({ clock: crmClock, contacts: PEOPLE, accounts: 0, requestsPerSecond: 100_000 }),
  attio: createAttioSandbox({ clock: crmClock, people: PEOPLE, requestsPerSecond: 100_000 }),
};
type Crm = keyof typeof sandboxes;
const CRMS = Object.keys(sandboxes) as readonly Crm[];

let quo: OpenQuo;
let folder: string;
let url: string;
let client: Client;
let serving: Promise<FinishedChild>;
let served: Awaited<ReturnType<typeof serveSandbox>>[] = [];
const stop = new AbortController();

beforeAll(async () => {
  quo = await openQuo();
  folder = await mkdtemp(join(tmpdir(), 'frigg-consent-'));
  const env: Record<string, string> = { FRIGG_CRM_STORE: `sqlite:${join(folder, 'store.sqlite')}`, FRIGG_CRM_ADMIN_TOKEN: TOKEN };
  served = await Promise.all(CRMS.map(async (crm) => serveSandbox(sandboxes[crm].fetch)));
  for (const [index, crm] of CRMS.entries()) {
    const at = served[index]?.url ?? '';
    const name = `FRIGG_CRM_${crm.toUpperCase()}`;
    const { clientId, clientSecret } = sandboxes[crm];
    Object.assign(env, { [`${name}_CLIENT_ID`]: clientId, [`${name}_CLIENT_SECRET`]: clientSecret, [`${name}_OAUTH_URL`]: at });
    Object.assign(sandboxes[crm], crm === 'pipedrive' ? { apiDomain: at } : crm === 'zoho' ? { apiDomain: at, accountsServer: at } : {});
  }
  url = await new Promise<string>((resolve, reject) => {
    const onLine = (line: string): void => {
      const [, found] = /listens on (\S+)$/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    };
    serving = runInProcess(['serve', '--port', '0', '--quo-url', quo.url, '--quo-rate', '1000'], { env, signal: stop.signal, onLine });
    void serving.then(({ stderr }) => reject(new Error(stderr)));
  });
  client = createClient({ baseUrl: url, token: TOKEN });
});
afterAll(async () => {
  stop.abort(new Error('the test is over'));
  await serving;
  await Promise.all([quo.close(), ...served.map(async ({ close }) => close()), rm(folder, { recursive: true, force: true })]);
});

/** As a browser does it: begins on a page of the server, consents at the CRM, comes back. @returns the integration. */
async function connect(crm: Crm): Promise<string> {
  const { data: created } = await client.post('/api/v1/integrations', { body: { connector: crm, quo: { apiKey: QUO_KEY } } });
  const { data: shown } = await client.get('/api/v1/integrations/{integrationId}/authorization', { path: { integrationId: created.id } });
  expect(shown).toMatchObject({ isAvailable: true, isConnected: false, redirectUri: `${url}/oauth/callback` });
  const begun = await fetch(`${url}/api/v1/integrations/${created.id}/authorize`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: '{}',
  });
  const [cookie = ''] = (begun.headers.get('set-cookie') ?? '').split(';');
  const consent = await fetch(((await begun.json()) as { url: string }).url, { redirect: 'manual' });
  const callback = consent.headers.get('location') ?? '';
  expect(callback).toMatch(new RegExp(`^${url}/oauth/callback\\?`));
  const page = await fetch(callback, { headers: { cookie } });
  expect(await page.text()).toContain('The account is connected');
  return created.id;
}

/** A sync of what changed in the meantime may be under way: it ends first. */
async function sync(integrationId: string): Promise<string> {
  const { data } = await client.post('/api/v1/syncs', { body: { integrationId, type: 'initial', force: true } });
  const syncId = data.syncs[0]?.syncId ?? '';
  for (;;) {
    const { data: shown } = await client.get('/api/v1/syncs/{syncId}', { path: { syncId } });
    if (shown.ended && shown.kind === 'catch-up') return sync(integrationId);
    if (shown.ended || shown.state === 'PAUSED') return `${shown.state} ${shown.counts.processed}`;
    await systemClock.sleep(20);
  }
}

async function statusOf(integrationId: string): Promise<string> {
  const list = await client.get('/api/v1/integrations');
  return list.data.items.find(({ id }) => id === integrationId)?.status ?? 'gone';
}

describe('frigg-crm serve with apps of CRMs', () => {
  it.each(CRMS)('connects an account of %s by consent, syncs with its token, and refreshes it when the CRM refuses it', async (crm) => {
    const integrationId = await connect(crm);
    expect(await sync(integrationId)).toBe(`COMPLETED ${PEOPLE}`);
    const before = sandboxes[crm].accessToken;
    await crmClock.advance(2 * 3_600_000);
    expect(await sync(integrationId)).toBe(`COMPLETED ${PEOPLE}`);
    // Tokens of Attio do not expire.
    expect(sandboxes[crm].accessToken === before).toBe(crm === 'attio');
  });

  it('connects an account by consent from the command line, which completes only what it has begun', async () => {
    const env = { FRIGG_CRM_SERVER: url, FRIGG_CRM_ADMIN_TOKEN: TOKEN, FRIGG_CRM_QUO_KEY: QUO_KEY };
    const run = async (...args: readonly string[]): Promise<FinishedChild> => runInProcess(['integrations', ...args], { env });
    const connected = await run('connect', 'attio');
    const [, id = ''] = /grant access at the CRM next: frigg-crm integrations authorize (\S+)\n$/.exec(connected.stdout) ?? [];
    expect((await run('show', id)).stdout).toContain('access at the CRM is not granted yet\n');
    const begun = await run('authorize', id, '--redirect-uri', 'http://localhost:8976/callback');
    const [link = ''] = begun.stdout.split('\n');
    const consent = await fetch(link, { redirect: 'manual' });
    const callback = consent.headers.get('location') ?? '';
    expect(callback).toMatch(/^http:\/\/localhost:8976\/callback\?/);
    const complete = ['authorize', id, '--callback-url', callback];
    expect(await run(...complete)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(new RegExp(`^${id}: attio of team, `)) });
    expect((await run('show', id)).stdout).toContain('access at the CRM is granted\n');
    expect(await run(...complete)).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('was used before') });
  });

  it('deletes an integration whose app was removed in Pipedrive', async () => {
    const integrationId = await connect('pipedrive');
    const callback = sandboxes.pipedrive.uninstall({ deliverTo: `${url}/webhooks/uninstall/pipedrive` });
    expect((await fetch(callback.clone(), { headers: { authorization: 'Basic d3Jvbmc6d3Jvbmc=' } })).status).toBe(401);
    expect(await statusOf(integrationId)).toBe('ENABLED');
    expect((await fetch(callback)).status).toBe(200);
    expect(['IN_DELETION', 'gone']).toContain(await statusOf(integrationId));
  });
});

describe('frigg-crm serve --check', () => {
  it('validates apps, and names the variable that was misspelt', async () => {
    const checked = await runInProcess(['serve', '--check'], {
      env: { FRIGG_CRM_ZOHO_CLIENT_ID: 'id', FRIGG_CRM_ZOHO_CLIENT_SECRE: 'secret' },
    });
    expect(checked).toMatchObject({ exitCode: 2, stdout: '' });
    expect(checked.stderr).toContain('--zoho-client-secret (FRIGG_CRM_ZOHO_CLIENT_SECRET): is missing: an app has an id and a secret\n');
    const misspelt = await runInProcess(['serve', '--check'], { env: { FRIGG_CRM_ATTIO_CLIENT_IDD: 'id' } });
    expect(misspelt).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('FRIGG_CRM_ATTIO_CLIENT_IDD is read by no command') });
    expect(misspelt.stderr).toContain('FRIGG_CRM_ATTIO_CLIENT_ID is');
  });
});

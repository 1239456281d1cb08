import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listIds } from './config/connector-settings.ts';
import { CONNECTORS } from './connectors.ts';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import { serveSandbox } from './wiring/serve-sandbox.ts';

const CRM_TOKEN = 'crm-token-of-the-tests';
/** Failing over and over shall not take the time that it takes outside. */
const IMPATIENT = { FRIGG_CRM_RETRY_DELAYS: '5', FRIGG_CRM_MAX_ATTEMPTS: '2', FRIGG_CRM_QUO_KEY_GRACE: '1' };

let quo: OpenQuo;
let folder: string;

beforeAll(async () => {
  quo = await openQuo();
  folder = await mkdtemp(join(tmpdir(), 'frigg-cli-'));
});
afterAll(async () => {
  await quo.close();
  await rm(folder, { recursive: true, force: true });
});

/** A sync that would work; the settings replace or, when `undefined`, remove its own. */
function argsOf(changes: Record<string, string | undefined>): readonly string[] {
  const flags = {
    connector: 'scaling-test',
    'crm-url': 'synthetic:40',
    'quo-url': quo.url,
    'quo-key': QUO_KEY,
    'quo-rate': '1000',
    ...changes,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return ['sync', '--json', ...args];
}

async function sync(changes: Record<string, string | undefined>, env: Record<string, string> = {}): Promise<FinishedChild> {
  return runInProcess(argsOf(changes), { env: { ...IMPATIENT, ...env } });
}

function expectNoSecrets({ stdout, stderr }: FinishedChild, secrets: readonly string[] = []): void {
  for (const secret of [QUO_KEY, CRM_TOKEN, ...secrets]) expect(stdout + stderr).not.toContain(secret);
}

/** Nothing was started: exit code 2, one line on stderr that names the setting, nothing on stdout. */
function expectUsage(child: FinishedChild, setting: RegExp, secrets?: readonly string[]): void {
  expect(child).toMatchObject({ exitCode: 2, stdout: '' });
  expect(child.stderr).toMatch(/^frigg-crm: [^\n]+\n$/);
  expect(child.stderr).toMatch(setting);
  expectNoSecrets(child, secrets);
}

describe.concurrent('a command line that cannot be used', () => {
  it.for([
    {
      title: 'an unknown connector',
      changes: { connector: 'acme' },
      setting: new RegExp(`--connector \\(FRIGG_CRM_CONNECTOR\\): must be ${listIds(CONNECTORS)}\n`),
    },
    {
      title: 'a CRM address of another kind',
      changes: { 'crm-url': 'ftp://crm.example' },
      setting: /--crm-url \(FRIGG_CRM_CRM_URL\): must be an http or https URL/,
    },
    { title: 'a synthetic CRM without a number', changes: { 'crm-url': 'synthetic:many' }, setting: /--crm-url \(FRIGG_CRM_CRM_URL\)/ },
    {
      title: 'a CRM address that is not Pipedrive’s',
      changes: { connector: 'pipedrive', 'crm-url': 'https://acme.example', 'crm-token': CRM_TOKEN },
      setting: /--crm-url/,
    },
    {
      title: 'a Quo address with a password',
      changes: { 'quo-url': 'https://user:hunter2@quo.example' },
      setting: /--quo-url \(FRIGG_CRM_QUO_URL\): must be/,
    },
    { title: 'no key', changes: { 'quo-key': undefined }, setting: /--quo-key \(FRIGG_CRM_QUO_KEY\): is missing/ },
    { title: 'no CRM token', changes: { 'crm-url': 'https://crm.example' }, setting: /--crm-token \(FRIGG_CRM_CRM_TOKEN\): is missing/ },
    {
      title: 'no people per page',
      changes: { 'page-size': '0' },
      setting: /--page-size \(FRIGG_CRM_PAGE_SIZE\): must be a whole number from 1 to 1000/,
    },
    {
      title: 'a thousand million people per page',
      changes: { 'page-size': '1000000000' },
      setting: /--page-size \(FRIGG_CRM_PAGE_SIZE\): must be/,
    },
    { title: 'a store of another kind', changes: { store: 'mysql://root:hunter2@db' }, setting: /--store \(FRIGG_CRM_STORE\): must be/ },
    { title: 'a queue of another kind', changes: { queue: 'sqs:4566' }, setting: /--queue \(FRIGG_CRM_QUEUE\): must be/ },
    {
      title: 'queues in a store that has none',
      changes: { queue: 'store:' },
      setting: /--queue \(FRIGG_CRM_QUEUE\): store: needs --store sqlite/,
    },
    { title: 'a mistyped flag with a secret', changes: { 'quo-keyy=hunter2': '' }, setting: /unknown option '--quo-keyy'/ },
  ])('ends with code 2 and names the setting: $title', async ({ changes, setting }) => {
    expectUsage(await runInProcess(argsOf(changes)), setting, ['hunter2']);
  });

  it('refuses a variable that cannot be used, and an empty one counts as none', async () => {
    expectUsage(await sync({ 'quo-key': undefined }, { FRIGG_CRM_QUO_KEY: '' }), /--quo-key \(FRIGG_CRM_QUO_KEY\): is missing/);
    expectUsage(await sync({}, { FRIGG_CRM_WORKERS: 'ten' }), /--workers \(FRIGG_CRM_WORKERS\)/);
    expectUsage(await sync({}, { FRIGG_CRM_RETRY_DELAYS: 'soon' }), /FRIGG_CRM_RETRY_DELAYS/);
  });

  it('refuses a secret that flag and variable give differently, before the wrong account is written to', async () => {
    expectUsage(await sync({}, { FRIGG_CRM_QUO_KEY: 'another-key' }), /--quo-key \(FRIGG_CRM_QUO_KEY\)/, ['another-key']);
  });

  it('takes secrets from the environment', async () => {
    const child = await sync({ 'quo-key': undefined }, { FRIGG_CRM_QUO_KEY: QUO_KEY });
    expect(child).toMatchObject({ exitCode: 0, stderr: '' });
    expectNoSecrets(child);
  });
});

describe.concurrent('something that a setting points at cannot be used', () => {
  it('names the store when the database does not respond, without its password', async () => {
    expectUsage(await sync({ store: 'postgres://frigg:hunter2@127.0.0.1:1/frigg' }), /--store \(FRIGG_CRM_STORE\): PostgreSQL/, [
      'hunter2',
    ]);
  });

  it('names the store when the address of MongoDB has an option that its driver does not know, without its password', async () => {
    expectUsage(
      await sync({ store: 'mongodb://frigg:hunter2@127.0.0.1:1/frigg?unheardOf=1' }),
      /--store \(FRIGG_CRM_STORE\): url must have the form mongodb:/,
      ['hunter2', 'unheardOf'],
    );
  });

  it('names the store when another program uses its directory', async () => {
    const dataDir = join(folder, 'taken');
    const { close } = await openProcessStore({ dataDir });
    try {
      expectUsage(await sync({ store: `pglite:${dataDir}` }), /--store \(FRIGG_CRM_STORE\): .* in use by another running program/);
    } finally {
      await close();
    }
  });

  it('names the store when its directory cannot be written to', async () => {
    const blocker = join(folder, 'a-file');
    await writeFile(blocker, '');
    await chmod(blocker, 0o400);
    expectUsage(await sync({ store: `pglite:${join(blocker, 'store')}` }), /--store \(FRIGG_CRM_STORE\): .* cannot be used/);
  });

  it('names the queue when SQS does not respond', async () => {
    expectUsage(await sync({ queue: 'sqs:http://127.0.0.1:1' }), /--queue \(FRIGG_CRM_QUEUE\): SQS/);
  });

  it('names the key when Quo refuses it, after the time in which a new key may not work yet', async () => {
    const refusing = await openQuo({ refusesKeys: true });
    try {
      expectUsage(await sync({ 'quo-url': refusing.url }), /--quo-key \(FRIGG_CRM_QUO_KEY\): Quo: GET \/v1\/phone-numbers failed \(401/);
      expect(refusing.sandbox.stats.requests['GET /v1/phone-numbers']).toBe(4);
    } finally {
      await refusing.close();
    }
  });

  it('names the URL of Quo when no server responds there', async () => {
    expectUsage(await sync({ 'quo-url': 'http://127.0.0.1:1' }), /--quo-url \(FRIGG_CRM_QUO_URL\): Quo/);
  });
});

/** Syncs from a CRM that responds as given. */
async function syncFrom(respond: (url: URL) => Response, changes: Record<string, string> = {}): Promise<FinishedChild> {
  const crm = await serveSandbox(async (request) => respond(new URL(request.url)));
  try {
    return await sync({ 'crm-url': crm.url, 'crm-token': CRM_TOKEN, ...changes });
  } finally {
    await crm.close();
  }
}

function person(id: string): object {
  return {
    id,
    firstName: 'Ann',
    lastName: 'Lee',
    company: 'Acme',
    phone: '+12015552000',
    emails: [],
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** The sync was started and could not be completed: exit code 1, the reason in the result and in one line on stderr. */
function expectFailure(child: FinishedChild, code: string): ReturnType<typeof readOnlyProcess> {
  expect(child.exitCode).toBe(1);
  expect(child.stderr).toMatch(/^frigg-crm: Person ended as ERROR: [^\n]+\n$/);
  expectNoSecrets(child);
  const process = readOnlyProcess(child.stdout);
  expect(process.state).toBe('ERROR');
  expect(process.errors.map((error) => error.code)).toContain(code);
  return process;
}

describe.concurrent('a CRM that responds as none should', () => {
  it('ends the sync at once when the response is HTML, and counts no person', async () => {
    const child = await syncFrom(() => new Response('<html><p>Sign in</p></html>', { headers: { 'content-type': 'text/html' } }));
    expect(expectFailure(child, 'API_ANSWER_UNEXPECTED')).toMatchObject({ processedRecords: 0, pages: { processedPages: 0 } });
  });

  it('gives up after its attempts when the JSON is always cut off, and counts no person', async () => {
    const child = await syncFrom(() => new Response('{"people":[{"id":"1","firstN', { headers: { 'content-type': 'application/json' } }));
    expect(expectFailure(child, 'API_ANSWER_UNEXPECTED')).toMatchObject({
      processedRecords: 0,
      pages: { processedPages: 0, failedPages: 1 },
    });
  });

  it('ends the sync when a page is larger than requested, and counts no person', async () => {
    const people = ['1', '2', '3'].map(person);
    const child = await syncFrom(() => Response.json({ people, total: 3, nextCursor: null, hasMore: false }), { 'page-size': '2' });
    expect(expectFailure(child, 'CONNECTOR_CONTRACT_BROKEN')).toMatchObject({ processedRecords: 0 });
  });

  it('ends the sync when its cursors go round in a circle', async () => {
    const pages = ['a', 'b', 'c'];
    const child = await syncFrom(
      (url) => {
        if (url.pathname.endsWith('/users/me')) return Response.json({ success: true, data: { id: 1, company_id: 1 } });
        const next = pages[(pages.indexOf(url.searchParams.get('cursor') ?? '') + 1) % pages.length];
        return Response.json({ success: true, data: [], additional_data: { next_cursor: next } });
      },
      { connector: 'pipedrive' },
    );
    expect(expectFailure(child, 'CONNECTOR_CONTRACT_BROKEN')).toMatchObject({ processedRecords: 0, totalSynced: 0 });
  });

  it('stops and says so when the token is refused: the sync waits, and nothing is lost', async () => {
    const child = await syncFrom(() => Response.json({ message: 'no' }, { status: 401 }));
    expect(child).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^frigg-crm: Person waits: [^\n]+check the key or token[^\n]+\n$/),
    });
    expectNoSecrets(child);
    expect(readOnlyProcess(child.stdout)).toMatchObject({ state: 'PAUSED', processedRecords: 0 });
  });
});

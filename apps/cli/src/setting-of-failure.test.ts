import { createPostgresDatabase, type PostgresDatabase } from '@frigg-crm/kit';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import type { FinishedChild } from './test-support/run-child.ts';
import { runInProcess } from './test-support/run-in-process.ts';
import { serveSandbox } from './wiring/serve-sandbox.ts';

let postgres: PostgresDatabase;
let quo: OpenQuo;
beforeAll(async () => {
  [postgres, quo] = await Promise.all([createPostgresDatabase(), openQuo()]);
});
afterAll(async () => Promise.all([postgres.drop(), quo.close()]));

/** Failing over and over shall not take the time that it takes in production. */
const IMPATIENT = { FRIGG_CRM_RETRY_DELAYS: '5', FRIGG_CRM_MAX_ATTEMPTS: '2', FRIGG_CRM_QUO_KEY_GRACE: '1' };

async function sync(flags: Readonly<Record<string, string>>): Promise<FinishedChild> {
  const given = {
    connector: 'scaling-test',
    'crm-url': 'synthetic:40',
    'quo-url': quo.url,
    'quo-key': QUO_KEY,
    'quo-rate': '1000',
    ...flags,
  };
  return runInProcess(['sync', '--json', ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])], { env: IMPATIENT });
}

/** Renames a table of a store that opens all the same: its migrations are done. */
async function loseTable(url: string, table: string): Promise<void> {
  await (await openPostgresStore({ connectionString: url })).close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`alter table ${table} rename to ${table}_lost`);
  } finally {
    await client.end();
  }
}

describe('a failure at the start', () => {
  it('F47: names the store when the store fails while the key of Quo is being checked', async () => {
    await loseTable(postgres.url, 'frigg_rate_limits');
    const { exitCode, stderr, stdout } = await sync({ store: postgres.url });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^frigg-crm: --store \(FRIGG_CRM_STORE\): [^\n]+\n$/);
  });

  it('F47: names the store when the store fails while the sync is being started', async () => {
    const other = await createPostgresDatabase();
    try {
      await loseTable(other.url, 'frigg_processes');
      const { exitCode, stderr } = await sync({ store: other.url });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^frigg-crm: --store \(FRIGG_CRM_STORE\): [^\n]+\n$/);
    } finally {
      await other.drop();
    }
  });

  it('F47: names the store when a process cannot be listed', async () => {
    const other = await createPostgresDatabase();
    try {
      await loseTable(other.url, 'frigg_processes');
      const { exitCode, stderr } = await runInProcess(['processes', 'list', '--store', other.url]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^frigg-crm: --store \(FRIGG_CRM_STORE\): [^\n]+\n$/);
    } finally {
      await other.drop();
    }
  });

  it.each([
    ['the URL of the CRM when it fails', () => new Response(null, { status: 500 }), '--crm-url (FRIGG_CRM_CRM_URL)'],
    ['the token of the CRM when it is refused', () => Response.json({}, { status: 401 }), '--crm-token (FRIGG_CRM_CRM_TOKEN)'],
  ])('F47: names %s', async (_title, respond, setting) => {
    const crm = await serveSandbox(async () => respond());
    try {
      const { exitCode, stderr } = await sync({ 'crm-url': crm.url, 'crm-token': 'token' });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^frigg-crm: [^\n]+\n$/);
      expect(stderr).toContain(`: ${setting}: Scaling test: GET /people failed (`);
    } finally {
      await crm.close();
    }
  });
});

describe('a text of a CRM', () => {
  it('reaches the terminal without its control characters', async () => {
    const person = { id: '1\u001B]0;owned\u0007', firstName: 'Ann', lastName: '\u009B2J', company: '', phone: '+12015552000', emails: [] };
    const people = [{ ...person, updatedAt: 'no\u001B[31mdate' }];
    const crm = await serveSandbox(async () => Response.json({ people, total: 1, nextCursor: null, hasMore: false }));
    try {
      const given = { connector: 'scaling-test', 'crm-url': crm.url, 'crm-token': 'token', 'quo-url': quo.url, 'quo-key': QUO_KEY };
      const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
      for (const more of [[], ['--json']]) {
        const { stdout, stderr } = await runInProcess(['sync', ...args, ...more], { env: { ...IMPATIENT, FRIGG_CRM_LOG: 'debug' } });
        expect(stdout + stderr).not.toMatch(/(?!\n)\p{Cc}/u);
      }
    } finally {
      await crm.close();
    }
  });
});

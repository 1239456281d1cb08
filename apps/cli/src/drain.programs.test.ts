import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countDuplicates, openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { serveChild, type ServingChild } from './test-support/serve-child.ts';

const PEOPLE = 600;
const ADMIN = 'admin-token-of-the-tests-0123456789';
const TIMEOUT_MS = 240_000;
/** What is in hand is finished within this time; here each request takes 20 ms. */
const DRAIN_MS = 25_000;

let folder: string;
let quo: OpenQuo;

beforeAll(async () => {
  [folder, quo] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-drain-')), openQuo({ delayMs: 20 })]);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), quo.close()]));

async function ask({ url }: ServingChild, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', 'idempotency-key': path };
  const response = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return (await response.json()) as Record<string, unknown>;
}

it(
  'stops a worker in the middle of a sync: what it has in hand is finished, the rest is for the other one at once',
  { timeout: TIMEOUT_MS },
  async () => {
    const options = {
      cwd: folder,
      env: { FRIGG_CRM_QUO_URL: quo.url, FRIGG_CRM_QUO_RATE: '60', FRIGG_CRM_ADMIN_TOKEN: ADMIN, FRIGG_CRM_WORKERS: '4' },
    };
    const web = await serveChild(['--roles', 'web,scheduler'], options);
    const [first, second] = await Promise.all([serveChild(['--roles', 'worker'], options), serveChild(['--roles', 'worker'], options)]);
    try {
      const account = { connector: 'scaling-test', crm: { url: `synthetic:${PEOPLE}` }, quo: { apiKey: QUO_KEY } };
      const { id: integrationId } = await ask(web, 'POST', '/integrations', account);
      const { syncs } = (await ask(web, 'POST', '/syncs', { integrationId, type: 'initial' })) as { syncs: readonly { syncId: string }[] };
      const path = `/syncs/${syncs[0]?.syncId ?? ''}`;
      await expect.poll(() => quo.sandbox.contacts().length, { timeout: 60_000, interval: 10 }).toBeGreaterThan(PEOPLE / 10);
      const stoppedAtMs = performance.now();
      first.kill('SIGTERM');
      const { exitCode, stderr } = await first.finished;
      expect(exitCode).toBe(0);
      expect(performance.now() - stoppedAtMs).toBeLessThan(DRAIN_MS);
      const lines = stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { level: string; message: string });
      expect(lines.map(({ message }) => message).slice(-1)).toEqual(['stopped']);
      expect(lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
      await expect.poll(async () => (await ask(web, 'GET', path))['state'], { timeout: 120_000, interval: 200 }).toBe('COMPLETED');
      const { counts } = (await ask(web, 'GET', path)) as { counts: Record<string, number> };
      expect(counts).toMatchObject({ processed: PEOPLE, failed: 0, total: PEOPLE });
      expect(quo.sandbox.contacts()).toHaveLength(counts['synced'] ?? 0);
      expect(countDuplicates(quo.sandbox)).toBe(0);
    } finally {
      for (const child of [web, second, first]) child.kill('SIGKILL');
      await Promise.all([web.finished, second.finished]);
    }
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createPostgresDatabase, type PostgresDatabase } from '@frigg-crm/kit';
import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveChild, type ServingChild } from './test-support/serve-child.ts';
import { countDuplicates, openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { serveSandbox, type ServedSandbox } from './wiring/serve-sandbox.ts';

const PEOPLE = 400;
const CHANGES_PER_KILL = 10;
const ADMIN = 'admin-token-of-the-tests-0123456789';
const TIMEOUT_MS = 480_000;
/** The same seed kills in the same order. */
const SEED = 7;

let folder: string;
let postgres: PostgresDatabase;
let sqs: Awaited<ReturnType<typeof startFauxqs>>;
let quo: OpenQuo;
let crm: PipedriveSandbox;
let crmServed: ServedSandbox;

beforeAll(async () => {
  const person = (id: number): object => ({ first_name: `Ana ${id}`, last_name: 'Ruiz', name: `Ana ${id} Ruiz` });
  crm = createPipedriveSandbox({ people: { count: PEOPLE, person }, requestsPer2s: 100_000 });
  [folder, postgres, sqs, quo, crmServed] = await Promise.all([
    mkdtemp(join(tmpdir(), 'frigg-kill-')),
    createPostgresDatabase(),
    startFauxqs({ port: 0, logger: false }),
    openQuo(),
    serveSandbox(crm.fetch),
  ]);
}, 60_000);
afterAll(async () =>
  Promise.all([rm(folder, { recursive: true, force: true }), postgres.drop(), sqs.stop(), quo.close(), crmServed.close()]),
);

/** Sends each request to a web process that answers, as a load balancer does. */
function createBalancer(webs: () => readonly ServingChild[]): (request: Request) => Promise<Response> {
  let turn = 0;
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.method === 'GET' ? undefined : await request.text();
    const all = webs();
    for (let attempt = 0; attempt < all.length; attempt += 1) {
      const web = all[(turn += 1) % all.length];
      try {
        const response = await fetch(`${web?.url ?? ''}${pathname}${search}`, {
          method: request.method,
          headers: request.headers,
          ...(body !== undefined && { body }),
        });
        return new Response(await response.arrayBuffer(), {
          status: response.status,
          headers: { 'content-type': response.headers.get('content-type') ?? '' },
        });
      } catch {
        // It was killed; the next one answers.
      }
    }
    return new Response(null, { status: 502 });
  };
}

it(
  'counts exactly and writes nothing twice, while each of two web, worker and scheduler processes is killed',
  { timeout: TIMEOUT_MS },
  async () => {
    const random = createSeededRandom(SEED);
    const running = new Map<string, ServingChild>();
    const front = await serveSandbox(
      createBalancer(() => [...running].filter(([name]) => name.startsWith('web')).map(([, child]) => child)),
    );
    const start = async (name: string): Promise<void> => {
      const [role = ''] = name.split('-');
      const env = {
        FRIGG_CRM_STORE: postgres.url,
        FRIGG_CRM_QUEUE: `sqs:http://127.0.0.1:${sqs.port}`,
        FRIGG_CRM_VAULT_KEY: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
        FRIGG_CRM_ADMIN_TOKEN: ADMIN,
        FRIGG_CRM_PUBLIC_URL: front.url,
        FRIGG_CRM_QUO_URL: quo.url,
        FRIGG_CRM_QUO_RATE: '15',
      };
      running.set(name, await serveChild(['--roles', role, '--workers', '4'], { cwd: folder, env }));
    };
    const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
      const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', 'idempotency-key': `${method}-${path}` };
      const response = await fetch(`${front.url}/api/v1${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const names = ['web-1', 'web-2', 'worker-1', 'worker-2', 'scheduler-1', 'scheduler-2'];
    try {
      await start('web-1');
      await Promise.all(names.slice(1).map(start));
      const account = { connector: 'pipedrive', crm: { url: crmServed.url, token: crm.accessToken }, quo: { apiKey: QUO_KEY } };
      const { id: integrationId, ...created } = await ask('POST', '/integrations', account);
      expect(created).toMatchObject({ status: 'ENABLED' });
      await expect.poll(() => crm.webhooks.all.length, { timeout: 60_000, interval: 200 }).toBeGreaterThan(0);
      const { syncs } = (await ask('POST', '/syncs', { integrationId, type: 'initial' })) as { syncs?: readonly { syncId: string }[] };
      const listed = (await ask('GET', `/syncs?integrationId=${String(integrationId)}`))['items'] as readonly { syncId: string }[];
      const syncId = (syncs ?? listed)[0]?.syncId ?? '';
      const restarts: Promise<void>[] = [];
      // The sync is as far as its contacts say: each process is killed at another place of it, while people change.
      for (const [index, name] of names.toSorted(() => random() - 0.5).entries()) {
        const threshold = Math.floor(((index + random()) / (names.length + 1)) * PEOPLE);
        await expect.poll(() => quo.sandbox.contacts().length, { timeout: 120_000, interval: 20 }).toBeGreaterThanOrEqual(threshold);
        for (let change = 0; change < CHANGES_PER_KILL; change += 1) {
          const id = 1 + Math.floor(random() * PEOPLE);
          crm.people.change(id, { first_name: `Eva ${index}-${change}`, name: `Eva ${index}-${change} Ruiz` });
        }
        const child = running.get(name);
        running.delete(name);
        // What is delivered now may be in the hands of the process that is killed.
        const delivered = crm.webhooks.flush();
        child?.kill('SIGKILL');
        await Promise.all([child?.finished, delivered]);
        restarts.push(start(name));
      }
      expect(quo.sandbox.contacts().length).toBeLessThan(PEOPLE);
      await Promise.all(restarts);
      await expect.poll(async () => (await ask('GET', `/syncs/${syncId}`))['state'], { timeout: 240_000, interval: 500 }).toBe('COMPLETED');
      const { counts } = (await ask('GET', `/syncs/${syncId}`)) as { counts: Record<string, number> };
      expect(counts).toMatchObject({ processed: PEOPLE, failed: 0, total: PEOPLE });
      // Whom a webhook has written in a newer state is skipped.
      expect((counts['synced'] ?? 0) + (counts['skipped'] ?? 0)).toBe(PEOPLE);
      const wanted = Object.fromEntries(
        Array.from({ length: PEOPLE }, (_, index) => [String(index + 1), crm.people.get(index + 1)?.first_name ?? '']),
      );
      await expect
        .poll(
          async () => {
            await crm.webhooks.flush();
            return Object.fromEntries(
              quo.sandbox.contacts().map(({ externalId, defaultFields }) => [externalId ?? '', defaultFields.firstName ?? '']),
            );
          },
          { timeout: 180_000, interval: 1000 },
        )
        .toEqual(wanted);
      expect(countDuplicates(quo.sandbox)).toBe(0);
      expect(quo.sandbox.contacts()).toHaveLength(PEOPLE);
    } finally {
      for (const child of running.values()) child.kill('SIGKILL');
      await Promise.all([...running.values()].map(async ({ finished }) => finished));
      await front.close();
    }
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { afterAll, beforeAll, it } from 'vitest';
import { countDuplicates, openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { serveChild, type ServingChild } from './test-support/serve-child.ts';
import { serveSandbox } from './wiring/serve-sandbox.ts';

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

it.concurrent(
  'stops a worker in the middle of a sync: what it has in hand is finished, the rest is for the other one at once',
  { timeout: TIMEOUT_MS },
  async ({ expect }) => {
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

/** More connections than requests at once: there are always some on which nothing is under way. */
const CONNECTIONS = 16;
const AT_ONCE = 4;
const MARKED = 40;

/** @returns the status. */
async function sendOver(
  agent: Agent,
  url: string,
  { method, headers, body }: { method: string; headers: Headers; body?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: Object.fromEntries(headers) }, (response) => {
      response.once('error', reject).resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', reject).end(body);
  });
}

/** Changes a person and delivers the webhook of it over the connections of `agent`. @returns the status. */
async function deliverChange(
  crm: PipedriveSandbox,
  id: number,
  { agent, url }: { readonly agent: Agent; readonly url: string },
): Promise<number> {
  crm.people.change(id, { first_name: `Eva ${id}`, name: `Eva ${id} Ruiz` });
  const [webhookId, body] = [crm.webhooks.all[0]?.id ?? 0, crm.webhooks.events().at(-1)];
  if (body === undefined) throw new Error('the change was no event');
  const delivery = crm.webhooks.toRequest({ webhookId, body });
  const { headers, method } = delivery;
  return sendOver(agent, `${url}${new URL(delivery.url).pathname}`, { headers, method, body: await delivery.text() });
}

it.concurrent(
  'answers each request while a web process stops, and has every webhook worked on that it accepted',
  { timeout: TIMEOUT_MS },
  async ({ expect }) => {
    const person = (id: number): object => ({ first_name: `Ana ${id}`, last_name: 'Ruiz', name: `Ana ${id} Ruiz` });
    const crm = createPipedriveSandbox({ people: { count: MARKED, person }, requestsPer2s: 100_000 });
    const workspace = await openQuo({ refusesDuplicates: true });
    const crmServed = await serveSandbox(crm.fetch);
    const env = { FRIGG_CRM_QUO_URL: workspace.url, FRIGG_CRM_QUO_RATE: '1000', FRIGG_CRM_ADMIN_TOKEN: ADMIN };
    const options = { cwd: await mkdtemp(join(folder, 'web-')), env };
    const rest = await serveChild([], options);
    const web = await serveChild(['--roles', 'web', '--drain-seconds', '1'], options);
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, scheduling: 'fifo' });
    try {
      const account = { connector: 'pipedrive', crm: { url: crmServed.url, token: crm.accessToken }, quo: { apiKey: QUO_KEY } };
      const { id: integrationId } = await ask(rest, 'POST', '/integrations', account);
      await ask(rest, 'POST', '/syncs', { integrationId, type: 'initial' });
      await expect.poll(() => crm.webhooks.all.length, { timeout: 60_000, interval: 20 }).toBe(1);
      await expect.poll(() => workspace.sandbox.contacts().length, { timeout: 60_000, interval: 20 }).toBe(MARKED);
      const headers = new Headers({ authorization: `Bearer ${ADMIN}` });
      const read = async (): Promise<number> => sendOver(agent, `${web.url}/api/v1/syncs`, { method: 'GET', headers });
      await Promise.all(Array.from({ length: CONNECTIONS }, read));
      const statuses = new Set<number>();
      const accepted = new Set<number>();
      let answers = 0;
      let next = 0;
      // As a load balancer does: a process that says that it stops gets no further requests.
      let isLeaving = false;
      const watchReadiness = async (): Promise<void> => {
        while (!isLeaving) isLeaving = (await sendOver(agent, `${web.url}/readyz`, { method: 'GET', headers })) === 503;
      };
      const useUntilItLeaves = async (): Promise<void> => {
        while (!isLeaving) {
          const id = (next += 1);
          const isWebhook = id % 5 === 0 && id / 5 <= MARKED;
          const status = await (isWebhook ? deliverChange(crm, id / 5, { agent, url: web.url }) : read());
          statuses.add(status);
          if (isWebhook && status === 200) accepted.add(id / 5);
          answers += 1;
          if (answers === 20) web.kill('SIGTERM');
        }
      };
      await Promise.all([watchReadiness(), ...Array.from({ length: AT_ONCE }, useUntilItLeaves)]);
      expect([...statuses].filter((status) => status !== 200 && status !== 429)).toEqual([]);
      expect(answers).toBeGreaterThan(20);
      expect((await web.finished).exitCode).toBe(0);
      const missing = (): readonly number[] => {
        const names = new Set(workspace.sandbox.contacts().map(({ defaultFields }) => defaultFields.firstName));
        return [...accepted].filter((id) => !names.has(`Eva ${id}`));
      };
      await expect.poll(missing, { timeout: 60_000, interval: 100 }).toEqual([]);
      expect(accepted.size).toBeGreaterThan(0);
    } finally {
      agent.destroy();
      for (const child of [web, rest]) child.kill('SIGKILL');
      await Promise.all([web.finished, rest.finished]);
      await Promise.all([workspace.close(), crmServed.close()]);
    }
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createPostgresDatabase, type PostgresDatabase } from '@frigg-crm/kit';
import { createPipedriveSandbox, type PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { countDuplicates, openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { createRequestGate } from './test-support/request-gate.ts';
import { serveChild, type ServingChild } from './test-support/serve-child.ts';
import { serveSandbox, type ServedSandbox } from './wiring/serve-sandbox.ts';

/** Two pages of an ongoing sync. */
const PEOPLE = 60;
const CHANGES_PER_KILL = 4;
/** Writes of contacts between two kills: fewer than there are changes, so that there is always one that waits. */
const WRITES_PER_KILL = 3;
const NAMES = ['web-1', 'web-2', 'worker-1', 'worker-2', 'scheduler-1', 'scheduler-2'] as const;
const ADMIN = 'admin-token-of-the-tests-0123456789';
const TIMEOUT_MS = 400_000;
/** For a machine that is busy. */
const WAIT_MS = 200_000;
/** The same seed kills in the same order. */
const SEED = 7;

type Name = (typeof NAMES)[number];

const gate = createRequestGate();
const random = createSeededRandom(SEED);
const running = new Map<Name, ServingChild>();
const starting = new Map<Name, Promise<void>>();
let folder: string;
let postgres: PostgresDatabase;
let sqs: Awaited<ReturnType<typeof startFauxqs>>;
let quo: OpenQuo;
let quoServed: ServedSandbox;
let crm: PipedriveSandbox;
let crmServed: ServedSandbox;
let front: ServedSandbox;
/** The web process that is killed next, and when. */
let victim: { readonly name: Name; readonly at: 'its request is sent' | 'it has answered' } | undefined;

beforeAll(async () => {
  const person = (id: number): object => ({ first_name: `Ana ${id}`, last_name: 'Ruiz', name: `Ana ${id} Ruiz` });
  crm = createPipedriveSandbox({ people: { count: PEOPLE, person }, requestsPer2s: 100_000 });
  [folder, postgres, sqs, quo, crmServed, quoServed, front] = await Promise.all([
    mkdtemp(join(tmpdir(), 'frigg-kill-')),
    createPostgresDatabase(),
    startFauxqs({ port: 0, logger: false }),
    openQuo({ refusesDuplicates: true }),
    serveSandbox(crm.fetch),
    serveSandbox(async (request) => {
      const isWrite = request.method !== 'GET' && new URL(request.url).pathname.startsWith('/v1/contacts');
      return isWrite && !(await gate.pass(request)) ? new Response(null, { status: 499 }) : quo.sandbox.fetch(request);
    }),
    serveSandbox(balance),
  ]);
}, 60_000);
afterAll(async () => {
  gate.release(Number.POSITIVE_INFINITY);
  for (const child of running.values()) child.kill('SIGKILL');
  await Promise.all([...running.values()].map(async ({ finished }) => finished));
  await Promise.all([quoServed, front, crmServed, quo].map(async (served) => served.close()));
  await Promise.all([rm(folder, { recursive: true, force: true }), postgres.drop(), sqs.stop()]);
});

let turn = 0;

function isServed(): boolean {
  return running.has('web-1') || running.has('web-2');
}

/** Sends each request to the next web process, as a load balancer does, and waits for one. What was sent to one that is killed gets 502. */
async function balance(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'GET' ? undefined : await request.text();
  if (!isServed()) await Promise.any([starting.get('web-1'), starting.get('web-2')]);
  const webs = [...running].filter(([name]) => name.startsWith('web'));
  const [name, web] = webs[(turn += 1) % webs.length] ?? [];
  const isVictim = pathname.startsWith('/webhooks/') && name !== undefined && name === victim?.name;
  try {
    const init = { method: request.method, headers: request.headers, ...(body !== undefined && { body }) };
    const sent = fetch(`${web?.url ?? ''}${pathname}${search}`, init);
    if (isVictim && victim?.at === 'its request is sent') kill(name);
    const { status, headers } = await sent;
    if (isVictim && victim?.at === 'it has answered') kill(name);
    return new Response(await (await sent).arrayBuffer(), { status, headers: { 'content-type': headers.get('content-type') ?? '' } });
  } catch {
    return new Response('{}', { status: 502 });
  }
}

/** What is sent to it from now on goes to the others. */
function kill(name: Name): void {
  running.get(name)?.kill('SIGKILL');
  running.delete(name);
}

async function start(name: Name): Promise<void> {
  const started = serve(name);
  starting.set(name, started);
  await started;
}

async function serve(name: Name): Promise<void> {
  const [role = ''] = name.split('-');
  const env = {
    FRIGG_CRM_STORE: postgres.url,
    FRIGG_CRM_QUEUE: `sqs:http://127.0.0.1:${sqs.port}`,
    FRIGG_CRM_VAULT_KEY: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    FRIGG_CRM_ADMIN_TOKEN: ADMIN,
    FRIGG_CRM_PUBLIC_URL: front.url,
    FRIGG_CRM_QUO_URL: quoServed.url,
  };
  running.set(name, await serveChild(['--roles', role, '--workers', '4'], { cwd: folder, env }));
}

async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', 'idempotency-key': `${method}-${path}` };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return (await (await fetch(`${front.url}/api/v1${path}`, init)).json()) as Record<string, unknown>;
}

/** Changes people, each once, whom Quo has already: only their webhook reports the change. */
function changePeople(changed: Set<number>): void {
  const unchanged = quo.sandbox.contacts().map(({ externalId }) => Number(externalId));
  for (const id of unchanged.filter((one) => !changed.has(one)).slice(0, CHANGES_PER_KILL)) {
    crm.people.change(id, { first_name: `Eva ${id}`, name: `Eva ${id} Ruiz` });
    changed.add(id);
  }
}

function firstNames(): Record<string, string> {
  const contacts = quo.sandbox.contacts();
  return Object.fromEntries(contacts.map(({ externalId, defaultFields }) => [externalId ?? '', defaultFields.firstName ?? '']));
}

/** Kills a process at a moment that hurts: a web with a webhook in hand, or right after its answer; a worker in the middle of writes. */
async function killWhileBusy(name: Name): Promise<void> {
  const child = running.get(name);
  if (name.startsWith('web')) await killAtWebhook({ name, at: name === 'web-1' ? 'it has answered' : 'its request is sent' });
  else {
    await crm.webhooks.flush();
    if (name.startsWith('worker')) await vi.waitUntil(() => gate.held > 0, { timeout: WAIT_MS, interval: 10 });
    // What Quo gets of it in this moment it writes; no worker gets the answer.
    gate.release(1);
    kill(name);
  }
  await child?.finished;
}

async function killAtWebhook(next: NonNullable<typeof victim>): Promise<void> {
  victim = next;
  const isKilled = async (): Promise<boolean> => (await crm.webhooks.flush(), !running.has(next.name));
  await vi.waitUntil(isKilled, { timeout: WAIT_MS, interval: 100 });
  victim = undefined;
}

/** @returns the states of what webhooks have delivered, each event once. */
async function statesOfEvents(): Promise<readonly string[]> {
  await crm.webhooks.flush();
  const { items = [] } = (await call('GET', '/webhooks?limit=100')) as { items?: readonly { state: string }[] };
  return items.map(({ state }) => state);
}

it(
  'counts exactly, writes nothing twice and loses no webhook, while each of two web, worker and scheduler processes is killed',
  { timeout: TIMEOUT_MS },
  async () => {
    await start('web-1');
    await Promise.all(NAMES.slice(1).map(start));
    const account = { connector: 'pipedrive', crm: { url: crmServed.url, token: crm.accessToken }, quo: { apiKey: QUO_KEY } };
    const { id: integrationId, ...created } = await call('POST', '/integrations', account);
    expect(created).toMatchObject({ status: 'ENABLED' });
    const list = async () =>
      ((await call('GET', `/syncs?integrationId=${String(integrationId)}`))['items'] ?? []) as readonly { id: string }[];
    // The scheduler starts it.
    await expect.poll(list, { timeout: 60_000, interval: 100 }).toHaveLength(1);
    const [{ id: syncId } = { id: '' }] = await list();
    await expect.poll(() => crm.webhooks.all.length, { timeout: 60_000, interval: 100 }).toBeGreaterThan(0);
    gate.release(3 * WRITES_PER_KILL);
    await expect.poll(() => quo.sandbox.contacts().length, { timeout: 60_000, interval: 20 }).toBe(3 * WRITES_PER_KILL);
    const changed = new Set<number>();
    const restarts: Promise<void>[] = [];
    for (const name of NAMES.toSorted(() => random() - 0.5)) {
      gate.release(WRITES_PER_KILL);
      changePeople(changed);
      await killWhileBusy(name);
      restarts.push(start(name));
    }
    expect(quo.sandbox.contacts().length).toBeLessThan(PEOPLE);
    await Promise.all(restarts);
    gate.release(Number.POSITIVE_INFINITY);
    await expect.poll(async () => (await call('GET', `/syncs/${syncId}`))['state'], { timeout: WAIT_MS, interval: 200 }).toBe('COMPLETED');
    const { counts } = (await call('GET', `/syncs/${syncId}`)) as { counts: Record<string, number> };
    expect(counts).toMatchObject({ processed: PEOPLE, failed: 0, total: PEOPLE });
    // Whom a webhook has written in a newer state is skipped.
    expect((counts['synced'] ?? 0) + (counts['skipped'] ?? 0)).toBe(PEOPLE);
    const people = Array.from({ length: PEOPLE }, (_, index) => [String(index + 1), crm.people.get(index + 1)?.first_name ?? '']);
    const delivered = async (): Promise<object> => (await crm.webhooks.flush(), firstNames());
    await expect.poll(delivered, { timeout: WAIT_MS, interval: 200 }).toEqual(Object.fromEntries(people));
    await expect.poll(statesOfEvents, { timeout: WAIT_MS, interval: 500 }).toEqual(crm.webhooks.events().map(() => 'done'));
    expect(quo.sandbox.contacts()).toHaveLength(PEOPLE);
    expect(countDuplicates(quo.sandbox)).toBe(0);
    expect(await call('GET', '/dead-letters')).toMatchObject({ items: [] });
  },
);

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { runChild } from './test-support/run-child.ts';
import { serveChild, type ServingChild } from './test-support/serve-child.ts';

const TIMEOUT_MS = 120_000;
const ADMIN = 'admin-token-of-the-tests-0123456789';

let folder: string;
let quo: OpenQuo;

beforeAll(async () => {
  [folder, quo] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-serve-')), openQuo()]);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), quo.close()]));

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask({ url }: ServingChild, token: string, [method, path, body]: readonly [string, string, unknown?]): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': path };
  const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Becomes the first operator, as the page behind the set-up link does. @returns an API key. */
async function createKey({ url }: ServingChild, token: string): Promise<string> {
  const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const answer = await post('/api/v1/setup', { token, name: 'ana', password: 'a long enough password' });
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  const created = await post('/api/v1/api-keys', { name: 'tests', actions: ['see', 'connect', 'start'] }, { cookie, origin: url });
  return ((await created.json()) as { key: string }).key;
}

async function stop(child: ServingChild): Promise<string> {
  // As Ctrl-C does: no connection is waited for.
  child.kill('SIGINT');
  const { exitCode, stderr } = await child.finished;
  expect(exitCode).toBe(0);
  return stderr;
}

it('serves from an empty folder without configuration: connects, syncs, and goes on after a restart', { timeout: TIMEOUT_MS }, async () => {
  const cwd = await mkdtemp(join(folder, 'empty-'));
  const options = { cwd, env: { FRIGG_CRM_QUO_URL: quo.url, FRIGG_CRM_QUO_RATE: '1000' } };
  const child = await serveChild([], options);
  const secretFile = join(cwd, '.frigg-crm/store.sqlite.setup-token');
  for (const file of [secretFile, join(cwd, '.frigg-crm/store.sqlite.vault-key')]) expect((await stat(file)).mode & 0o777).toBe(0o600);
  const token = await createKey(child, (await readFile(secretFile, 'utf8')).trim());
  const ready = await fetch(`${child.url}/readyz`);
  expect(await ready.json()).toEqual({ status: 'ready', checks: { store: 'ok', worker: 'ok', scheduler: 'ok' } });
  expect((await ask(child, 'wrong', ['GET', '/api/v1/syncs'])).status).toBe(401);
  const account = { connector: 'scaling-test', crm: { url: 'synthetic:120' }, quo: { apiKey: QUO_KEY } };
  const created = await ask(child, token, ['POST', '/api/v1/integrations', account]);
  expect(created).toMatchObject({ status: 201, body: { status: 'ENABLED' } });
  const started = await ask(child, token, ['POST', '/api/v1/syncs', { integrationId: created.body['id'], type: 'initial' }]);
  const [sync] = started.body['syncs'] as { syncId: string }[];
  const path = `/api/v1/syncs/${sync?.syncId ?? ''}`;
  await expect
    .poll(async () => (await ask(child, token, ['GET', path])).body['state'], { timeout: 30_000, interval: 100 })
    .toBe('COMPLETED');
  const log = await stop(child);
  expect(
    log
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { message: string }).message),
  ).toEqual(expect.arrayContaining(['ready', 'a request was answered', 'draining', 'stopped']));
  expect(log).not.toContain(QUO_KEY);
  expect((await child.finished).stdout).toMatch(/^create the first operator, once: http:\/\/127\.0\.0\.1:\d+\/setup#token=[\w-]{43}\n/);
  const again = await serveChild([], options);
  expect((await ask(again, token, ['GET', path])).body).toMatchObject({ state: 'COMPLETED', counts: { processed: 120, total: 120 } });
  await stop(again);
  expect((await again.finished).stdout).not.toContain('setup');
});

it('is ready within five seconds', { timeout: TIMEOUT_MS }, async () => {
  const cwd = await mkdtemp(join(folder, 'ready-'));
  const child = await serveChild([], { cwd });
  expect(child.readyMs).toBeLessThan(5000);
  await stop(child);
});

it('says that it will stop before it does, and answers whatever was sent until then', { timeout: TIMEOUT_MS }, async () => {
  const cwd = await mkdtemp(join(folder, 'drain-'));
  const child = await serveChild(['--drain-seconds', '2'], { cwd, env: { FRIGG_CRM_ADMIN_TOKEN: ADMIN } });
  const statuses = new Set<number>();
  let sent = (): void => undefined;
  const underLoad = new Promise<void>((resolve) => (sent = resolve));
  // As a load balancer does: a process that is not ready gets no further request. A connection that is reset rejects.
  const send = async (): Promise<void> => {
    for (let count = 0; ; count += 1) {
      statuses.add((await ask(child, ADMIN, ['GET', '/api/v1/connectors'])).status);
      const { status } = (await (await fetch(`${child.url}/readyz`)).json()) as { status: string };
      if (status === 'draining') return;
      if (count === 5) sent();
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, send));
  await underLoad;
  await stop(child);
  await clients;
  expect([...statuses].filter((status) => status !== 429)).toEqual([200]);
});

it('serves health alone where it is no web process', { timeout: TIMEOUT_MS }, async () => {
  const cwd = await mkdtemp(join(folder, 'worker-'));
  const child = await serveChild(['--roles', 'worker'], { cwd });
  const status = async (path: string): Promise<number> => (await fetch(`${child.url}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz'), await status('/api/v1/openapi.json')]).toEqual([200, 200, 404]);
  await stop(child);
});

it.each([
  [['--roles', 'web,boss'], /^frigg-crm: --roles \(FRIGG_CRM_ROLES\): must be web, worker, scheduler/],
  [['--roles', 'web', '--queue', 'memory:'], /^frigg-crm: --roles .*queues in memory/],
  [['--store', 'postgres://localhost/none', '--admin-token', ADMIN], /^frigg-crm: --vault-key .*is missing/],
  [['--port', '70000'], /^frigg-crm: --port /],
])('refuses %j before it opens anything', { timeout: TIMEOUT_MS }, async (args, message) => {
  const cwd = await mkdtemp(join(folder, 'refused-'));
  const { exitCode, stderr } = await runChild(['serve', ...args], { cwd });
  expect(stderr).toMatch(message);
  expect(exitCode).toBe(2);
});

it('reads secrets from the files that variables name', { timeout: TIMEOUT_MS }, async () => {
  const cwd = await mkdtemp(join(folder, 'files-'));
  const file = join(cwd, 'token');
  await writeFile(file, `${ADMIN}\n`);
  const child = await serveChild([], { cwd, env: { FRIGG_CRM_ADMIN_TOKEN_FILE: file } });
  expect((await ask(child, ADMIN, ['GET', '/api/v1/syncs'])).status).toBe(200);
  await stop(child);
  const missing = await runChild(['serve'], { cwd, env: { FRIGG_CRM_ADMIN_TOKEN_FILE: join(cwd, 'none') } });
  expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('FRIGG_CRM_ADMIN_TOKEN_FILE') as string });
});

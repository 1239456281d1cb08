import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLiveClient, type LiveClient } from '@frigg-crm/live';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { serveChild, type ServingChild } from './test-support/serve-child.ts';

const TIMEOUT_MS = 120_000;
const ADMIN = 'admin-token-of-the-tests-0123456789';

let folder: string;
let quo: OpenQuo;

beforeAll(async () => {
  [folder, quo] = await Promise.all([mkdtemp(join(tmpdir(), 'frigg-live-')), openQuo()]);
});
afterAll(async () => Promise.all([rm(folder, { recursive: true, force: true }), quo.close()]));

async function post({ url }: ServingChild, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', 'idempotency-key': path };
  const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

/** Node's own WebSocket takes headers besides protocols. */
class AuthorizedWebSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, { protocols, headers: { authorization: `Bearer ${ADMIN}` } } as never);
  }
}

function watch({ url }: ServingChild): LiveClient {
  const headers = { authorization: `Bearer ${ADMIN}` };
  return createLiveClient({ url: `${url}/api/v1/live`, headers, WebSocket: AuthorizedWebSocket as never });
}

it('shows on one process what another one does, and each step forward only', { timeout: TIMEOUT_MS }, async () => {
  const cwd = await mkdtemp(join(folder, 'two-'));
  const options = { cwd, env: { FRIGG_CRM_QUO_URL: quo.url, FRIGG_CRM_QUO_RATE: '1000', FRIGG_CRM_ADMIN_TOKEN: ADMIN } };
  const worker = await serveChild([], options);
  const web = await serveChild(['--roles', 'web'], options);
  const account = { connector: 'scaling-test', crm: { url: 'synthetic:120' }, quo: { apiKey: QUO_KEY } };
  const { id: integrationId } = await post(worker, '/integrations', account);
  const client = watch(web);
  const shown: [processId: string, version: number, processed: number][] = [];
  const hasEnded = new Promise<void>((resolve) => {
    client.onChange(() => {
      for (const { processId, version, processed, ended } of client.state.view.processes.values()) {
        shown.push([processId, version, processed]);
        if (ended && processed === 120) resolve();
      }
    });
  });
  const hasReported = new Promise<void>((resolve) => {
    client.followEvents(String(integrationId), {
      after: 0,
      onEvents: (events) => events.some(({ type, data }) => type === 'sync.ended' && data['processed'] === 120) && resolve(),
    });
  });
  client.watchProcesses();
  await post(worker, '/syncs', { integrationId, type: 'initial' });
  await Promise.all([hasEnded, hasReported]);
  expect(client.state.status).toBe('live');
  for (const [, steps] of Map.groupBy(shown, ([processId]) => processId))
    expect(steps).toEqual(steps.toSorted(([, a, m], [, b, n]) => a - b || m - n));
  // A server that stops says when to come back, and closes its sockets by itself.
  const lost = new Promise<void>((resolve) => client.onChange(() => client.state.status !== 'live' && resolve()));
  web.kill('SIGTERM');
  await lost;
  expect((await web.finished).exitCode).toBe(0);
  client.close();
  worker.kill('SIGTERM');
  expect((await worker.finished).exitCode).toBe(0);
});

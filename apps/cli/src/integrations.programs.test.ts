import { expect, it } from 'vitest';
import { makeIntegrationStore } from './test-support/integration-store.ts';
import { openCrm } from './test-support/open-crm.ts';
import { openQuo } from './test-support/open-quo.ts';
import { runChild } from './test-support/run-child.ts';
import { serveChild } from './test-support/serve-child.ts';

it('starts a sync from a program of its own, which the running server works off', { timeout: 120_000 }, async () => {
  const [crm, quo] = await Promise.all([openCrm('pipedrive', 30), openQuo()]);
  const served = await makeIntegrationStore([{ id: 'i1', connector: 'pipedrive', crm: { url: crm.url, token: crm.token } }]);
  const env = { FRIGG_CRM_STORE: served.store, FRIGG_CRM_QUO_URL: quo.url, FRIGG_CRM_QUO_RATE: '1000' };
  const server = await serveChild([], { cwd: served.folder, env });
  const started = await runChild(['integrations', 'run-action', 'i1', 'INITIAL_SYNC', '--json'], { env });
  expect(started).toMatchObject({ exitCode: 0, stderr: '' });
  const list = ['processes', 'list', '--state', 'COMPLETED', '--json', '--store', served.store];
  await expect.poll(async () => (await runChild(list)).stdout, { timeout: 60_000, interval: 200 }).toContain('"processedRecords":30');
  server.kill('SIGINT');
  expect((await server.finished).exitCode).toBe(0);
  await Promise.all([crm.close(), quo.close(), served.remove()]);
});

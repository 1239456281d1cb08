import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { startQueueServer } from '../test-support/queue-server.ts';
import { openTestSystem, type TestSystem, type TestSystemOptions } from '../test-support/test-system.ts';
import type { ServerUrls } from '../test-support/servers.ts';
import { startKillablePostgres, type KillablePostgres } from './killable-postgres.ts';

const TIMEOUT_MS = 120_000;
/** Slow enough that the run is not over when something happens to it. */
const SLOW = { people: 150, quoLatencyMs: 10 };
/** So many pages are settled when the server goes away. */
const OUTAGES_AT = [3, 8];

let postgres: KillablePostgres | undefined;
let queueDir: string;

beforeAll(async () => {
  postgres = await startKillablePostgres(inject('servers').postgresUrl);
  queueDir = await mkdtemp(join(tmpdir(), 'frigg-crash-queues-'));
});
// Also when a test takes too long.
afterAll(async () => {
  await killPrograms();
  await postgres?.stop();
  await rm(queueDir, { recursive: true, force: true });
});

/** Two workers keep running through the outages, and go on by themselves. */
async function expectToOutlive(servers: ServerUrls, options: TestSystemOptions, outage: () => Promise<void>): Promise<void> {
  const system: TestSystem = await openTestSystem(servers, options);
  try {
    const workers = [system.startWorker({ start: true }), system.startWorker()];
    for (const pages of OUTAGES_AT) {
      await system.untilSettled(pages);
      await outage();
    }
    await system.untilEnded();
    expect(await system.outcome()).toEqual(system.expected);
    const words = workers.map(({ stderr }) => stderr).join('\n');
    expect(
      workers.map(({ isRunning }) => isRunning),
      words,
    ).toEqual([true, true]);
  } finally {
    await system.close();
  }
}

it('workers outlive a database that is killed (kill -9) and started again on its directory', { timeout: TIMEOUT_MS }, async () => {
  const servers = { ...inject('servers'), postgresUrl: postgres?.url ?? '' };
  await expectToOutlive(servers, { connector: 'pipedrive', integrationId: 'database-outage', ...SLOW }, async () => {
    await postgres?.kill();
    await postgres?.restart();
  });
});

it('workers outlive a queue server that is killed (kill -9) and started again on its directory', { timeout: TIMEOUT_MS }, async () => {
  let server = await startQueueServer({ dataDir: queueDir });
  const port = Number(new URL(server.endpoint).port);
  const servers = { ...inject('servers'), queueEndpoint: server.endpoint };
  await expectToOutlive(servers, { connector: 'scaling-test', integrationId: 'queue-outage', ...SLOW }, async () => {
    await server.kill();
    server = await startQueueServer({ dataDir: queueDir, port });
  });
});

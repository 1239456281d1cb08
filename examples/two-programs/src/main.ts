import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readCounts } from '@frigg-crm/core';
import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import { createAdaptorServer } from '@hono/node-server';
import { startFauxqs } from 'fauxqs';
import { openEngine, type Settings } from './open-engine.ts';

const PERSONS = 100;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const closing: (() => Promise<unknown> | void)[] = [];

/** Serves a sandbox on this machine: the programs reach it over HTTP, as they would reach the real one. */
async function serve(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Starts a program. @returns what stops it, and then how many persons it has worked on. */
function startWorker(settings: Settings): () => Promise<number> {
  const program = fileURLToPath(new URL('worker.ts', import.meta.url));
  const worker = spawn(process.execPath, ['--conditions=@frigg-crm/source', program, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  worker.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = once(worker, 'close');
  closing.push(() => void worker.kill('SIGKILL'));
  return async () => {
    worker.kill('SIGTERM');
    await ended;
    return Number(output);
  };
}

try {
  const crm = createScalingTestSandbox({ people: PERSONS, withoutPhoneShare: 0.05 });
  const quo = createQuoSandbox();
  const postgres = await startTestPostgres();
  closing.push(async () => postgres.stop());
  const sqs = await startFauxqs({ port: 0, logger: false });
  closing.push(async () => sqs.stop());
  const settings: Settings = {
    postgres: postgres.url,
    sqs: `http://127.0.0.1:${sqs.port}`,
    crm: await serve(crm.fetch),
    quo: await serve(quo.fetch),
  };

  // This program starts the sync and waits for its end; it works on nothing.
  const { engine, integration, close } = await openEngine(settings);
  closing.push(close);
  const { syncs } = await integration.startInitialSync();
  const stopWorkers = [startWorker(settings), startWorker(settings)];
  const [ended] = await engine.waitFor(syncs.map(({ processId }) => processId));
  const worked = await Promise.all(stopWorkers.map(async (stop) => stop()));
  if (ended === undefined) throw new Error('the sync is gone');

  const { processed, synced, failed, skipped } = readCounts(ended);
  say(`${ended.state}: ${processed} persons: ${synced} synced, ${failed} failed, ${skipped} skipped`);
  say(`the programs worked on ${worked.join(' and ')} persons`);
  const expected = PERSONS - crm.expected.withoutPhone;
  const isRight = ended.state === 'COMPLETED' && processed === PERSONS && synced === expected && quo.size === expected;
  if (!isRight) throw new Error(`wrong: Quo holds ${quo.size} of ${expected} contacts`);
  if (worked.some((persons) => persons === 0)) throw new Error('wrong: one of the programs had nothing to do');
  say(`right: Quo holds ${quo.size} contacts, one for each person with a phone number, written by two programs`);
} finally {
  for (const close of closing.toReversed()) await close();
}

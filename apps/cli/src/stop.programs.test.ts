import { watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuo, QUO_KEY, type OpenQuo } from './test-support/open-quo.ts';
import { startChild } from './test-support/run-child.ts';

/** A server that accepts connections and never responds. */
interface SilentServer {
  readonly address: string;
  /** Resolves at the first byte that a client sends. */
  readonly reached: Promise<void>;
  close(): void;
}

async function openSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', reach).on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { address: `127.0.0.1:${address.port}`, reached, close };
}

let quo: OpenQuo;
let folder: string;
beforeAll(async () => {
  [quo, folder] = await Promise.all([openQuo(), mkdtemp(join(tmpdir(), 'frigg-cli-'))]);
});
afterAll(async () => Promise.all([quo.close(), rm(folder, { recursive: true, force: true })]));

/** Programs that start on a busy machine. How soon they end is tested on virtual time, in `stoppable.test.ts`. */
const TIMEOUT_MS = 120_000;

function syncArgs(changes: Readonly<Record<string, string>>): readonly string[] {
  const flags = { connector: 'scaling-test', 'crm-url': 'synthetic:40', 'quo-url': quo.url, 'quo-key': QUO_KEY, ...changes };
  return ['sync', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])];
}

describe.concurrent('a program that is stopped', { timeout: TIMEOUT_MS }, () => {
  it.for([
    ['SIGTERM', 143, 'PostgreSQL is being opened', (at: string) => syncArgs({ store: `postgres://frigg@${at}/frigg` })],
    ['SIGINT', 130, 'MongoDB is being opened', (at: string) => syncArgs({ store: `mongodb://${at}/frigg` })],
    ['SIGTERM', 143, 'SQS is being opened', (at: string) => syncArgs({ queue: `sqs:http://${at}` })],
    ['SIGINT', 130, 'the key of Quo is being checked', (at: string) => syncArgs({ 'quo-url': `http://${at}` })],
    ['SIGTERM', 143, 'a page of the CRM is awaited', (at: string) => syncArgs({ 'crm-url': `http://${at}`, 'crm-token': 'token' })],
    ['SIGTERM', 143, 'processes are being listed', (at: string) => ['processes', 'list', '--store', `postgres://frigg@${at}/frigg`]],
    ['SIGINT', 130, 'a process is being paused', (at: string) => ['processes', 'pause', 'p1', '--store', `mongodb://${at}/frigg`]],
  ] as const)('F44: ends after %s with code %i, also while %s', async ([signal, exitCode, , argsOf]) => {
    const server = await openSilentServer();
    try {
      const child = startChild(argsOf(server.address));
      await Promise.race([server.reached, child.finished]);
      child.kill(signal);
      const { stderr, ...ended } = await child.finished;
      expect({ ...ended, stderr }).toMatchObject({ exitCode, stderr: expect.stringMatching(/^frigg-crm: stopped; [^\n]+\n$/) as string });
    } finally {
      server.close();
    }
  });

  it('F44: ends after SIGTERM with code 143, also in the middle of a demo', async () => {
    const child = startChild(['demo', '--json', '--contacts', '100000'], { onLine: () => child.kill('SIGTERM') });
    expect(await child.finished).toMatchObject({ exitCode: 143 });
  });

  it('F44: ends after SIGTERM, also while PGlite occupies the only thread', async () => {
    const dataDir = join(folder, 'store');
    const opening = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        watcher.close();
        resolve();
      });
    });
    const child = startChild(syncArgs({ store: `pglite:${dataDir}` }));
    await opening;
    child.kill('SIGTERM');
    // A shell says 143 of it: the signal itself has ended it.
    expect(await child.finished).toMatchObject({ exitCode: null, stdout: '' });
  });
});

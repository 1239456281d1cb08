import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';

const ROOT = join(import.meta.dirname, '../../../..');
/** Of a workspace of the sandbox. */
export const QUO_KEY = 'quo-key-of-the-tests';

/** Answers requests as a server does. */
type Answerer = (request: Request) => Promise<Response>;

/** `frigg-crm serve`, as its users start it. */
export interface Served {
  readonly url: string;
  /** Where it listens, whatever its public address is. */
  readonly port: number;
  /** What opens the page of the first operator. */
  readonly setUpUrl: string;
  readonly quo: QuoSandbox;
  /** From now on each answer of Quo takes so long, in milliseconds. */
  slowDown(ms: number): void;
  /** Ends the program as a deployment does; its store stays. */
  stop(): Promise<void>;
  /** Starts it anew, on the same store and the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the program on an empty folder, with a sandbox of Quo. */
export async function openServed({
  args = [],
  env = {},
  port = 0,
}: {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
} = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-page-tests-'));
  let latencyMs = 0;
  const quo = createQuoSandbox({
    apiKeys: [QUO_KEY],
    requestsPerSecond: Number.POSITIVE_INFINITY,
    bulkDelayMs: 20,
    // One person in a hundred is refused for good.
    refuse: ({ externalId }) => (externalId?.endsWith('37') === true ? { status: 400 } : undefined),
  });
  const sandbox = await openSite(async (request) => {
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    return quo.fetch(request);
  });
  const startOn = async (onPort: number): Promise<Program> =>
    startProgram({ folder, args: ['--port', String(onPort), ...args], env: { ...env, FRIGG_CRM_QUO_URL: sandbox.url } });
  let program = await startOn(port);
  const { url, setUpUrl } = program;
  const listensOn = Number(new URL(url).port);
  return {
    url,
    port: listensOn,
    setUpUrl,
    quo,
    slowDown: (ms) => (latencyMs = ms),
    stop: async () => program.stop(),
    async start() {
      program = await startOn(listensOn);
    },
    async close() {
      await program.stop();
      sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Program {
  readonly url: string;
  readonly setUpUrl: string;
  stop(): Promise<void>;
}

async function startProgram({
  folder,
  args,
  env,
}: {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}): Promise<Program> {
  const child = spawn(process.execPath, ['--conditions=@frigg-crm/source', join(ROOT, 'apps/cli/src/main.ts'), 'serve', ...args], {
    cwd: folder,
    env: { ...process.env, FRIGG_CRM_QUO_RATE: '1000', NODE_ENV: 'production', ...env },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let setUpUrl = '';
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(`the program has ended: ${log}`)));
    createInterface(child.stdout).on('line', (line) => {
      setUpUrl = /once: (\S+)/.exec(line)?.[1] ?? setUpUrl;
      const [, found] = /listens on (\S+)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    setUpUrl,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Serves a sandbox to programs. */
export async function openSite(answerer: Answerer): Promise<{ readonly url: string; close(): void }> {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const response = await answerer(await toRequest(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  };
  // A request that ends with the program that sent it is no failure.
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing).catch(() => outgoing.destroy()));
  const url = await listen(server);
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', url = '/', headers } = incoming;
  const body = chunks.length === 0 ? null : Buffer.concat(chunks);
  return new Request(`http://quo${url}`, { method, headers: headers as Record<string, string>, body });
}

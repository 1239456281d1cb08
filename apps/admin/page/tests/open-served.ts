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

/** `frigg-crm serve`, as its users start it. */
export interface Served {
  readonly url: string;
  /** What opens the page of the first operator. */
  readonly setUpUrl: string;
  readonly quo: QuoSandbox;
  /** From now on each answer of Quo takes so long, in milliseconds. */
  slowDown(ms: number): void;
  close(): Promise<void>;
}

/** Starts the program on an empty folder, with a sandbox of Quo. */
export async function openServed({
  args = [],
  port = 0,
}: { readonly args?: readonly string[]; readonly port?: number } = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-page-tests-'));
  let latencyMs = 0;
  const quo = createQuoSandbox({
    apiKeys: [QUO_KEY],
    requestsPerSecond: Number.POSITIVE_INFINITY,
    bulkDelayMs: 20,
    // One person in a hundred is refused for good.
    refuse: ({ externalId }) => (externalId?.endsWith('37') === true ? { status: 400 } : undefined),
  });
  // A request that ends with the program that sent it is no failure.
  const sandbox = createServer((incoming, outgoing) => void answer(incoming, outgoing).catch(() => outgoing.destroy()));
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const response = await quo.fetch(await toRequest(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  };
  const quoUrl = await listen(sandbox);
  const child = spawn(
    process.execPath,
    ['--conditions=@frigg-crm/source', join(ROOT, 'apps/cli/src/main.ts'), 'serve', '--port', String(port), ...args],
    { cwd: folder, env: { ...process.env, FRIGG_CRM_QUO_URL: quoUrl, FRIGG_CRM_QUO_RATE: '1000', NODE_ENV: 'production' } },
  );
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
    quo,
    slowDown: (ms) => (latencyMs = ms),
    async close() {
      child.kill('SIGTERM');
      await ended;
      sandbox.closeAllConnections();
      sandbox.close();
      await rm(folder, { recursive: true, force: true });
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

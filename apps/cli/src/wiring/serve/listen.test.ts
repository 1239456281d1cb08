import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from './listen.ts';

const OPTIONS = { host: '127.0.0.1', port: 0, upgrade: () => undefined };

/** @returns the status, over a connection that is used again. */
async function get(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (response) => response.resume().once('end', () => resolve(response.statusCode)));
    sent.once('error', reject).end();
  });
}

it('answers what comes on a connection that was idle when it was closed', async () => {
  let isClosing = false;
  const headers = (): Record<string, string> => (isClosing ? { connection: 'close' } : {});
  const listening = await listen(() => new Response(null, { status: 204, headers: headers() }), OPTIONS);
  const agent = new Agent({ keepAlive: true });
  expect(await get(listening.url, agent)).toBe(204);
  isClosing = true;
  const closed = listening.close(10_000, { idleMs: 10_000 });
  expect(await get(listening.url, agent)).toBe(204);
  await closed;
  await expect(get(listening.url, agent)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('ends an idle connection at once where there is no wait, and answers what is under way', async () => {
  let respond = (): void => undefined;
  let isAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  const slow = new Promise<Response>((resolve) => (respond = () => resolve(new Response(null, { status: 204 }))));
  const fetch = async ({ url }: Request): Promise<Response> => {
    if (!url.endsWith('/slow')) return new Response(null, { status: 204 });
    isAsked();
    return slow;
  };
  const listening = await listen(fetch, OPTIONS);
  const [idle, busy] = [new Agent({ keepAlive: true }), new Agent()];
  await get(listening.url, idle);
  const underWay = get(`${listening.url}/slow`, busy);
  await asked;
  const closed = listening.close(10_000);
  respond();
  expect(await underWay).toBe(204);
  await closed;
});

it('answers what comes on connections that the system has made when it is closed', async () => {
  const listening = await listen(() => new Response(null, { status: 204, headers: { connection: 'close' } }), OPTIONS);
  const { hostname, port } = new URL(listening.url);
  let closed = Promise.resolve();
  const answer = async (_: unknown, index: number): Promise<string> =>
    new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), hostname, () => {
        // The first one is connected: the system has made more of them, of which the program does not know yet.
        if (index === 0) closed = listening.close(10_000, { idleMs: 10_000 });
        socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      });
      socket.setEncoding('utf8').on('data', (chunk) => (received += chunk));
      socket.once('error', reject).once('end', () => resolve(received.slice(0, 'HTTP/1.1 204'.length)));
    });
  const answers = await Promise.all(Array.from({ length: 100 }, answer));
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 204']));
  await closed;
});

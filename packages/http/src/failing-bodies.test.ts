import type { Socket } from 'node:net';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { HttpClientOptions } from './api-request.ts';
import { createHttpClient } from './http-client.ts';
import { serveRaw, writeHead, type Respond } from './test-support/serve-raw.ts';

const schema = z.unknown();

async function failureOf(respond: Respond, options: Partial<HttpClientOptions> = {}): Promise<unknown> {
  const http = createHttpClient({ api: 'Acme', baseUrl: await serveRaw(respond), retryDelaysMs: [], ...options });
  return http.request({ method: 'GET', path: '/v1/people', schema }).then(
    (body) => ({ body }),
    (error: unknown) => error,
  );
}

const closeOf = async (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));

/** Writes until the client hangs up. @returns the bytes that were taken. */
async function flood(socket: Socket): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let isOpen = true;
  const closed = closeOf(socket).then(() => (isOpen = false));
  while (isOpen) if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  return socket.bytesWritten;
}

const BODIES: readonly (readonly [what: string, headers: readonly string[], write: (socket: Socket) => void])[] = [
  ['cut in the middle', ['content-length: 100'], (socket) => socket.end('{"code":')],
  ['falsely compressed', ['content-encoding: gzip', 'content-length: 11'], (socket) => socket.end('{"code":"E"')],
  ['cut between chunks', ['transfer-encoding: chunked'], (socket) => socket.end('5\r\n{"cod\r\n')],
  ['reset', ['content-length: 100'], (socket) => socket.resetAndDestroy()],
  ['that never comes', ['content-length: 100'], () => undefined],
  ['too large by its own word', ['content-length: 400000000'], () => undefined],
  ['of HTML', ['content-length: 6'], (socket) => socket.end('<html>')],
];

/** Long enough for a busy machine; a body that never comes is waited for as long. */
const BUSY_MS = 1000;
const CASES = BODIES.flatMap(([what, headers, write]) =>
  (what === 'that never comes' ? [429, 401] : [429, 401, 402, 404, 503]).map((status) => ({ what, status, headers, write })),
);

it.each(CASES)('F5: lets status $status decide whatever its body is: $what', async ({ what, status, headers, write }) => {
  const error = await failureOf(
    (socket) => {
      writeHead(socket, status, ['retry-after: 600', ...headers]);
      write(socket);
    },
    { timeoutMs: what === 'that never comes' ? BUSY_MS : 10_000 },
  );
  const code = { 401: 'API_UNAUTHORIZED', 402: 'API_UNAUTHORIZED', 404: 'API_REFUSED' }[status] ?? 'API_RATE_LIMITED';
  const hint = code === 'API_RATE_LIMITED' ? { retryAfterMs: 600_000 } : {};
  expect(error).toMatchObject({ code, status, ...hint });
});

it.each([
  [404, 'API_REFUSED', 64 * 1024, undefined],
  [200, 'API_ANSWER_UNEXPECTED', 1024 * 1024, 'TOO_LARGE'],
])('F5: reads a bounded part of an endless response with status %i, and hangs up', async (status, code, maxBytes, apiCode) => {
  let taken: Promise<number> | undefined;
  const error = await failureOf(
    (socket) => {
      writeHead(socket, status, ['content-type: application/json']);
      taken = flood(socket);
    },
    { maxAnswerBytes: 1024 * 1024 },
  );
  expect(error).toMatchObject({ code, status, apiCode, retryable: false });
  // Buffers of both sockets are filled, too.
  expect(await taken).toBeLessThan(maxBytes + 16 * 1024 * 1024);
});

it('F5: believes the status also where the reader of error codes fails', async () => {
  const http = createHttpClient({
    api: 'Acme',
    baseUrl: 'https://api.example.com',
    retryDelaysMs: [],
    fetch: async () => new Response('oops', { status: 402 }),
    readFailure: (body) => ({ apiCode: (body as { code: string }).code.toUpperCase() }),
  });
  await expect(http.send({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', status: 402 });
});

it('F5: needs no body of a response that only reports success, not even one that can be read', async () => {
  const baseUrl = await serveRaw((socket) => {
    writeHead(socket, 200, ['content-encoding: gzip', 'content-length: 100']);
    socket.end('no gzip');
  });
  const http = createHttpClient({ api: 'Acme', baseUrl, retryDelaysMs: [] });
  expect(await http.send({ method: 'POST', path: '/v1/people' })).toBeUndefined();
});

it.each<[string, Respond]>([
  ['swallows the request', () => undefined],
  ['stalls after half of the head', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-')],
  [
    'stalls in the middle of the body',
    (socket) => {
      writeHead(socket, 200, ['content-length: 100']);
      socket.write('{"people":[');
    },
  ],
  [
    'trickles one byte at a time',
    (socket) => {
      writeHead(socket, 200, ['content-length: 1000']);
      const timer = setInterval(() => socket.write(' '), 20);
      socket.once('close', () => clearInterval(timer));
    },
  ],
])('gives a server up that %s, and hangs up', async (_what, respond) => {
  let closed: Promise<unknown> | undefined;
  const error = await failureOf(
    (socket) => {
      closed = closeOf(socket);
      respond(socket);
    },
    { timeoutMs: 100 },
  );
  expect(error).toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT', retryable: true });
  await closed;
});

it('gives headers, tokens and refreshes up that never come', async () => {
  const never = async (): Promise<never> => new Promise(() => {});
  const base = { api: 'Acme', baseUrl: 'https://api.example.com', headersTimeoutMs: 5, retryDelaysMs: [], clock: createVirtualClock() };
  const fetch = async (): Promise<Response> => new Response('{}', { status: 401 });
  const clients = [
    createHttpClient({ ...base, fetch, headers: never }),
    createHttpClient({ ...base, fetch, token: { get: never, refresh: never } }),
    createHttpClient({ ...base, fetch, token: { get: async () => 'a', refresh: never } }),
    createHttpClient({ ...base, fetch, onUnauthorized: never }),
  ];
  for (const http of clients)
    await expect(http.send({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'HEADERS_TIMEOUT' });
});

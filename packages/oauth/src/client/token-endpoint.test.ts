import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { expect, it, onTestFinished } from 'vitest';
import { PROVIDER } from '../test-support/test-system.ts';
import { EXCHANGE_TIMEOUT_MS, TokenEndpoint } from './token-endpoint.ts';

/** A token endpoint on loopback, over real sockets. */
async function serve(
  respond: (response: ServerResponse) => void,
): Promise<{ readonly endpoint: TokenEndpoint; readonly clock: VirtualClock }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => respond(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const clock = createVirtualClock();
  return { endpoint: new TokenEndpoint({ provider: { ...PROVIDER, tokenUrl, allowInsecure: true }, clock }), clock };
}

const TOKENS = { 'content-type': 'application/json' };

it.each([
  [400, 'API_REFUSED'],
  [401, 'API_UNAUTHORIZED'],
  [429, 'API_RATE_LIMITED'],
  [500, 'API_UNAVAILABLE'],
])('F5: lets status %i decide where the body of the token endpoint is cut or falsely compressed', async (status, code) => {
  const bodies: ((response: ServerResponse) => void)[] = [
    (response) => {
      response.writeHead(status, { ...TOKENS, 'content-length': 100 });
      response.write('{"error":"inv', () => response.destroy());
    },
    (response) => {
      response.writeHead(status, { ...TOKENS, 'content-encoding': 'gzip' });
      response.end('{"error":"invalid_grant"}');
    },
  ];
  for (const respond of bodies) {
    const { endpoint } = await serve(respond);
    await expect(endpoint.refresh('rt')).rejects.toMatchObject({ code, status });
  }
});

it('F5: reads no endless response of a token endpoint', async () => {
  const { endpoint } = await serve((response) => {
    response.writeHead(200, TOKENS);
    const fill = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', fill).on('error', () => undefined);
    fill();
  });
  await expect(endpoint.refresh('rt')).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED', retryable: false });
});

it.each<[string, (response: ServerResponse) => void]>([
  ['swallows the request', () => undefined],
  ['stalls after its headers', (response) => response.writeHead(200, TOKENS).flushHeaders()],
  ['stalls in the middle of the body', (response) => response.writeHead(200, TOKENS).write('{"access_token":')],
])('gives a token endpoint up that %s', async (_what, respond) => {
  let reached: () => void = () => undefined;
  const isReached = new Promise<void>((resolve) => (reached = resolve));
  const { endpoint, clock } = await serve((response) => {
    respond(response);
    reached();
  });
  const refresh = endpoint.refresh('rt').catch((error: unknown) => error);
  await isReached;
  await clock.advance(EXCHANGE_TIMEOUT_MS);
  expect(await refresh).toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'TIMEOUT', retryable: true });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createCredentialVault, readLocalKeys } from '@frigg-crm/core';
import { createPostgresDatabase } from '@frigg-crm/kit';
import { startProgram } from '@frigg-crm/kit/programs';
import { beginAuthorization, completeAuthorization } from '@frigg-crm/oauth';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { expect, it } from 'vitest';
import { toProvider } from './one-refresh-provider.ts';

const KEYS = { FRIGG_CRM_VAULT_KEY: `k1:${Buffer.alloc(32, 1).toString('base64')}` };

/** A token server that holds its responses to refreshes until the test releases them. */
async function startTokenServer(): Promise<{ server: Server; origin: string; refreshes: string[]; release: PromiseWithResolvers<void>[] }> {
  const refreshes: string[] = [];
  const release: PromiseWithResolvers<void>[] = [];
  let issued = 0;
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const form = new URLSearchParams(body);
      const isRefresh = form.get('grant_type') === 'refresh_token';
      if (isRefresh) {
        const used = form.get('refresh_token') ?? '';
        refreshes.push(used);
        await release[refreshes.length - 1]?.promise;
        if (used !== `refresh-${issued}`)
          return response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
      }
      issued += 1;
      // The first one has expired when it is stored.
      const tokens = {
        access_token: `access-${issued}`,
        refresh_token: `refresh-${issued}`,
        // A millisecond: a program on a fast machine would still use one of a second.
        expires_in: isRefresh ? 3600 : 0.001,
        token_type: 'Bearer',
      };
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tokens));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refreshes, release };
}

const PROGRAM = new URL('one-refresh-program.ts', import.meta.url);

it('L2: refreshes once when 500 calls in each of two programs find the token expired, and once more when it is refused', async () => {
  const { url, drop } = await createPostgresDatabase();
  const { server, origin, refreshes, release } = await startTokenServer();
  const { documents, close } = await openProcessStore({ connectionString: url });
  const vault = createCredentialVault({ documents, keys: readLocalKeys(KEYS) });
  const account = { provider: toProvider(origin), vault, userId: 'user-1' };
  const begun = await beginAuthorization({ ...account, integrationId: 'integration-1', redirectUri: 'https://app.example.com/callback' });
  await completeAuthorization({ ...account, callbackUrl: `/callback?code=1&state=${new URL(begun.url).searchParams.get('state')}` });
  const programs = [0, 1].map(() => startProgram(PROGRAM, [], { env: { ...KEYS, STORE_URL: url, SERVER_URL: origin } }));
  try {
    expect(await Promise.all(programs.map(async ({ nextLine }) => nextLine()))).toEqual(['ready', 'ready']);
    for (const [round, line] of ['get', 'access-2'].entries()) {
      release[round] = Promise.withResolvers<void>();
      for (const { writeLine } of programs) writeLine(line);
      expect(await Promise.all(programs.map(async ({ nextLine }) => nextLine()))).toEqual(['requested', 'requested']);
      release[round].resolve();
      const token = JSON.stringify([`access-${round + 2}`]);
      expect(await Promise.all(programs.map(async ({ nextLine }) => nextLine()))).toEqual([token, token]);
      expect(refreshes).toEqual(['refresh-1', 'refresh-2'].slice(0, round + 1));
    }
  } finally {
    for (const { closeInput } of programs) closeInput();
    await Promise.all(programs.map(async ({ ended }) => ended));
    await close();
    await drop();
    server.closeAllConnections();
    server.close();
  }
}, 120_000);

import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { StorageError } from '@frigg-crm/core';
import { openServerSystem } from './test-support/server-system.ts';
import { VERSION } from './version.ts';

describe('a server', () => {
  it('lives below a path of its own, which its document names', async () => {
    const { ask, server } = openServerSystem({ server: { basePath: '/frigg/crm' } });
    expect((await ask('/frigg/crm/api/v1/syncs')).status).toBe(200);
    expect((await ask('/api/v1/syncs')).status).toBe(404);
    expect(server.document.servers).toEqual([{ url: '/frigg/crm' }]);
    expect(await (await ask('/frigg/crm/api/v1/openapi.json', { as: '' })).json()).toEqual(server.document);
  });

  it('hands what Quo and CRMs send to those who verify it, as it came', async () => {
    for (const basePath of ['', '/frigg']) {
      const system = openServerSystem({ server: { basePath } });
      await system.connect();
      const send = async (path: string, body = '{}'): Promise<number> =>
        (await system.server.fetch(new Request(`https://crm.example.com${basePath}/webhooks${path}`, { method: 'POST', body }))).status;
      expect([await send('/quo/i1'), await send('/quo/none'), await send('/crm/fake/i1'), await send('/other')]).toEqual([
        401, 401, 401, 404,
      ]);
      expect([await send('/crm/fake/i1', 'p1'), await send('/crm/fake/i1', 'p1 ')]).toEqual([200, 401]);
    }
  });

  it('can be mounted in an app of another kind', async () => {
    const { server } = openServerSystem();
    const app = new Hono().mount('/tools', server.fetch);
    const response = await app.request('/tools/api/v1/syncs', { headers: { authorization: 'Bearer all' } });
    expect(response.status).toBe(200);
  });

  it('takes the origin of browsers from its public URL, whatever a proxy says', async () => {
    const system = openServerSystem({ server: { publicUrl: 'https://public.example/sub' } });
    await system.connect();
    const body = { integrationId: 'i1', type: 'initial' };
    const from = async (origin: string): Promise<number> =>
      (
        await system.server.fetch(
          new Request('http://10.0.0.1/sub/api/v1/syncs', {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { origin, cookie: 'a=b', authorization: 'Bearer all', 'content-type': 'application/json' },
          }),
        )
      ).status;
    expect(await from('https://public.example')).toBe(202);
    expect(await from('http://10.0.0.1')).toBe(403);
  });

  it.each(['ftp://a', 'https://a/?b', 'nothing'])('refuses the public URL %s', (publicUrl) => {
    expect(() => openServerSystem({ server: { publicUrl } })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error);
  });

  it('is ready while its store answers and every part works, and says so while it drains', async () => {
    let works = true;
    let fails = false;
    const { ask, server } = openServerSystem({
      server: { parts: { workers: () => works } },
      wrapStore: (store) => ({
        ...store,
        documents: {
          ...store.documents,
          find: async (key, options) => (fails ? Promise.reject(new StorageError('no')) : store.documents.find(key, options)),
        },
      }),
    });
    const ready = async (): Promise<unknown> => {
      const response = await ask('/readyz', { as: '' });
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([200, { status: 'ready', checks: { store: 'ok', workers: 'ok' } }]);
    works = false;
    expect(await ready()).toEqual([503, { status: 'unavailable', checks: { store: 'ok', workers: 'failed' } }]);
    works = true;
    fails = true;
    expect(await ready()).toEqual([503, { status: 'unavailable', checks: { store: 'failed', workers: 'ok' } }]);
    fails = false;
    server.drain();
    expect(await ready()).toEqual([503, { status: 'draining', checks: { store: 'ok', workers: 'ok' } }]);
    expect((await ask('/healthz', { as: '' })).status).toBe(200);
  });

  it('names the version of its package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
  });
});

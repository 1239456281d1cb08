import { systemClock } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { StoppedError } from './errors/stopped-error.ts';
import { runInProcess } from './test-support/run-in-process.ts';

interface DemoState {
  readonly faults: { readonly hits: Readonly<Record<string, number>> };
  readonly workspaces: readonly { readonly contacts: number }[];
}

interface SyncList {
  readonly items: readonly { readonly state: string; readonly counts: { readonly processed: number; readonly synced: number } }[];
}

it('signs in by a link that works once, takes faults from the page, and its numbers stay right', async () => {
  const stop = new AbortController();
  const link = Promise.withResolvers<string>();
  const running = runInProcess(['demo', '--page', 'always', '--connector', 'scaling-test', '--contacts', '300'], {
    signal: stop.signal,
    onLine: (line) => {
      const [, url] = /open once: +(\S+)/.exec(line) ?? [];
      if (url !== undefined) link.resolve(url);
    },
  });
  const entered = await fetch(await link.promise, { redirect: 'manual' });
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/demo']);
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const base = new URL(await link.promise).origin;
  const read = async <Body>(path: string): Promise<Body> => (await (await fetch(base + path, { headers: { cookie } })).json()) as Body;
  const hurl = async (headers: Readonly<Record<string, string>>, fault = 'duplicates'): Promise<number> =>
    (await fetch(`${base}/demo-api/faults`, { method: 'POST', headers, body: JSON.stringify({ fault }) })).status;

  expect((await fetch(await link.promise)).status).toBe(410);
  expect((await fetch(`${base}/demo-api/state`)).status).toBe(401);
  expect(await hurl({ cookie, origin: 'https://elsewhere.example.com' })).toBe(403);
  expect(await hurl({ cookie, origin: base }, 'fire')).toBe(400);
  expect(await hurl({ cookie, origin: base })).toBe(200);
  expect(await hurl({ cookie, origin: base }, 'crash')).toBe(200);

  const syncs = async (): Promise<SyncList['items']> => (await read<SyncList>('/api/v1/syncs')).items;
  for (let list = await syncs(); !list.some(({ state }) => state === 'COMPLETED'); list = await syncs()) await systemClock.sleep(100);
  const sync = (await syncs()).find(({ state }) => state === 'COMPLETED');
  const { workspaces, faults } = await read<DemoState>('/demo-api/state');
  expect(sync?.counts.processed).toBe(300);
  expect(workspaces.map(({ contacts }) => contacts)).toEqual([sync?.counts.synced]);
  expect(faults.hits['duplicates']).toBeGreaterThan(0);
  stop.abort(new StoppedError('stopped', { exitCode: 130 }));
  expect(await running).toMatchObject({ exitCode: 0, stderr: '' });
});

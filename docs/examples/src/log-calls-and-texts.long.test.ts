import { createAdaptorServer } from '@hono/node-server';
import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { createFastClock } from '@frigg-crm/testing';
import { expect, it, onTestFinished } from 'vitest';
import { chooseNumbers, createApp, redriveFailed, type App } from './log-calls-and-texts.ts';

const ANA = '+14155550132';
const OWNER = { integrationId: 'integration-1', userId: 'user-1' };
/** The set-up waits for 35 seconds of the app, and nothing in this test for more than some of the machine. */
const SPEED = 15;
const PATIENCE_MS = 60_000;

/** Serves on a free port of this machine until the test is over. */
async function serve(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Asks every few milliseconds of the machine: sockets are real. */
async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const startedAt = performance.now(); !(await isSo());) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('connects an account, syncs its people, writes a call into Pipedrive, and ends when the integration is deleted', async () => {
  const clock = createFastClock({ speed: SPEED });
  const people = [{ name: 'Ana Ruiz', phones: [{ value: ANA, label: 'mobile', primary: true }] }];
  const pipedrive = createPipedriveSandbox({ clock, people, requestsPer2s: 1000, deliver: async (request) => fetch(request) });
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, keyActiveAfterMs: 20_000 });
  pipedrive.apiDomain = await serve(pipedrive.fetch);
  let app: App;
  const appUrl = await serve(async (request) => {
    if (new URL(request.url).pathname !== '/oauth/callback') return app.fetch(request);
    const integrationId = await app.accounts.complete(request, OWNER.userId);
    await app.accounts.saveApiKey({ integrationId }, 'quo-key');
    await app.create(integrationId, OWNER.userId);
    return new Response('connected');
  });
  app = await createApp({
    store: { dataDir: undefined },
    pipedrive: { ...pipedrive, oauthUrl: pipedrive.apiDomain, allowLoopback: true },
    quoUrl: await serve(quo.fetch),
    appUrl: () => appUrl,
    env: { FRIGG_CRM_VAULT_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}` },
    clock,
  });
  const stop = new AbortController();
  const running = app.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
    await app.close();
  });

  expect(await (await fetch(await app.accounts.begin(OWNER))).text()).toBe('connected');
  await until(() => quo.size === 1, 'the initial sync has written Ana to Quo');
  expect(await chooseNumbers(app.services, OWNER.integrationId)).toBe(true);
  const isSetUp = (): boolean => {
    const subscriptions = quo.webhooks.subscriptions();
    const logsCalls = subscriptions.some(({ events }) => events.includes('call.completed'));
    return logsCalls && subscriptions.every(({ resourceIds }) => resourceIds?.join() === 'PN1');
  };
  await until(isSetUp, 'only one number is logged');

  const callId = quo.phone.call({ with: ANA, phoneNumberId: 'PN1' });
  const events = quo.webhooks.events().filter(({ body }) => body.includes(`"${callId}"`));
  const statuses = await Promise.all(events.map(async (event) => (await fetch(event.toRequest())).status));
  expect(statuses).toEqual([200]);
  await until(() => pipedrive.activities().length === 1, 'the call is an activity');
  expect(pipedrive.activities()).toMatchObject([{ type: 'call', done: true, participants: [{ person_id: 1 }] }]);

  await redriveFailed(app.services, OWNER.integrationId);
  await app.services.lifecycle.delete(OWNER.integrationId);
  expect(pipedrive.webhooks.all).toEqual([]);
  await expect(app.accounts.readApiKey(OWNER)).rejects.toThrow('has no API key: save one');
}, 120_000);

import { once } from 'node:events';
import { createApp, type App } from '@frigg-crm/examples/log-calls-and-texts';
import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { createAdaptorServer } from '@hono/node-server';

const ANA = '+14155550132';
const BO = '+14155550133';
const OWNER = { integrationId: 'integration-1', userId: 'user-1' };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const closing: (() => Promise<unknown> | void)[] = [];

async function serve(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const startedAt = performance.now(); !isSo();) {
    if (performance.now() - startedAt > 120_000) throw new Error(`timed out before ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  say(what);
}

try {
  // The two accounts, and the browser of their owner, are made up; the app is the one of the how-to.
  const phones = (value: string) => [{ value, label: 'mobile', primary: true }];
  const pipedrive = createPipedriveSandbox({
    people: [
      { name: 'Ana Ruiz', phones: phones(ANA) },
      { name: 'Bo Lind', phones: phones(BO) },
    ],
    deliver: async (request) => fetch(request),
  });
  const quo = createQuoSandbox();
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
    // The key of a sandbox works at once.
    lifecycle: { onCreateDelaySeconds: 0 },
    env: { FRIGG_CRM_VAULT_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}` },
  });
  const stop = new AbortController();
  const running = app.run(stop.signal);
  closing.push(async () => {
    stop.abort();
    await running;
    await app.close();
  });

  const answer = await fetch(await app.accounts.begin(OWNER));
  if ((await answer.text()) !== 'connected') throw new Error('wrong: the account is not connected');
  await until(() => quo.size === 2, 'both persons of Pipedrive are contacts of Quo');
  const reported = (): readonly string[] => quo.webhooks.subscriptions().flatMap(({ events }) => events);
  await until(
    () => ['call.completed', 'message.received'].every((event) => reported().includes(event)),
    'Quo reports calls and texts to the app',
  );

  // Each event is delivered twice, as Quo may do it.
  const callId = quo.phone.call({ with: ANA, phoneNumberId: 'PN1' });
  const textId = quo.phone.text({ with: BO, phoneNumberId: 'PN1' });
  const events = quo.webhooks.events().filter(({ body }) => body.includes(`"${callId}"`) || body.includes(`"${textId}"`));
  for (const event of [...events, ...events]) {
    const { status } = await fetch(event.toRequest());
    if (status !== 200) throw new Error(`wrong: a webhook was refused with ${status}`);
  }
  const written = () => [...pipedrive.activities(), ...pipedrive.notes()];
  await until(() => written().length === 2, 'the call and the text are in Pipedrive');
  await app.services.lifecycle.delete(OWNER.integrationId);
  say(`${pipedrive.activities().length} activities, ${pipedrive.notes().length} notes, ${pipedrive.webhooks.all.length} webhooks left`);
  if (written().length !== 2 || pipedrive.webhooks.all.length !== 0) throw new Error('wrong: something was written twice, or is left');
  say('right: each event was delivered twice and written once');
} finally {
  for (const close of closing.toReversed()) await close();
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Server } from '@frigg-crm/server';
import type { DemoSettings } from '../config/demo-settings.ts';
import type { Tuning } from '../config/read-tuning.ts';
import { serveSettingsSchema, type ServeSettings } from '../config/serve-settings.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { formatNumber } from '../output/format.ts';
import { Closing } from '../wiring/closing.ts';
import { createDemoDoor, DEMO_PATH, type ConnectedDemoAccount } from '../wiring/demo/demo-door.ts';
import { DemoFaults } from '../wiring/demo/demo-faults.ts';
import { DEMO_PARTNER_KEY, openDemoSandboxes, type DemoAccount } from '../wiring/demo/demo-sandboxes.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import type { CliContext } from './cli-context.ts';
import { runServe } from './serve.ts';

/** What the client of Quo sends per second: a little less than the sandbox allows. */
const QUO_RATE = '180';
/** When workers are stopped for the first time, without anyone pressing: the sync that runs then heals itself. In milliseconds. */
const FIRST_CRASH_MS = 4000;

/** `frigg-crm demo` on a terminal: sandboxes, a server and its page, until it is stopped. @returns the exit code. */
export async function runDemoPage(settings: DemoSettings, tuning: Tuning, context: CliContext): Promise<number> {
  const { stdout, stderr, signal } = context;
  const { logLevel } = tuning;
  const logger = logLevel === undefined ? silentLogger : createJsonLineLogger({ level: logLevel, write: (line) => stderr.write(line) });
  const closing = new Closing();
  const faults = new DemoFaults({ clock: systemClock, random: createSeededRandom(1) });
  try {
    const sandboxes = await openDemoSandboxes(settings.pageConnectors, { persons: settings.contacts, faults, closing });
    const folder = await mkdtemp(join(tmpdir(), 'frigg-crm-demo-'));
    closing.add({ close: async () => rm(folder, { recursive: true, force: true }) });
    const adminToken = randomBytes(32).toString('base64url');
    const connected: ConnectedDemoAccount[] = [];
    const served = readServeSettings({ folder, adminToken, quoUrl: sandboxes.quoUrl });
    return await runServe(
      served,
      tuning,
      { ...context, env: {}, connectors: settings.pageConnectors },
      {
        logger,
        wrapQueue: (queue) => faults.wrapQueue(queue),
        demoPath: DEMO_PATH,
        async onReady({ url, setUpUrl, server, preparePage }) {
          void preparePage();
          const setupToken = setUpUrl?.split('#token=')[1] ?? '';
          const door = createDemoDoor({ server, faults, setupToken, persons: settings.contacts, accounts: () => connected });
          const call = callAs(server, { url, adminToken });
          for (const account of sandboxes.accounts) connected.push({ ...account, integrationId: await connect(account, call) });
          for (const { integrationId } of connected.slice(0, 2)) await call('/syncs', { integrationId, type: 'initial' });
          void systemClock.sleep(FIRST_CRASH_MS, { signal }).then(
            () => faults.throw('crash'),
            () => undefined,
          );
          stdout.write(introduction(settings, { link: `${url}${door.linkPath}`, ...door.operator }));
          return door.fetch;
        },
      },
    );
  } finally {
    await closing.close();
  }
}

function introduction(
  { contacts, pageConnectors }: DemoSettings,
  { link, name, password }: { readonly link: string; readonly name: string; readonly password: string },
): string {
  const titles = new Intl.ListFormat('en-US').format(pageConnectors.map(({ title }) => title));
  return [
    `Sandboxes of ${titles}, with ${formatNumber(contacts)} persons each, and a workspace of Quo for each, on this machine.`,
    '',
    `  open once:  ${link}`,
    `  afterwards: ${name}, password ${password}`,
    '',
    'One sync runs while its APIs refuse and fail; the page throws more at it. Ctrl+C ends the demo and deletes what it made.',
    '',
  ].join('\n');
}

type Call = (path: string, body: object) => Promise<unknown>;

/** The demo is set up over the API, as a program of yours would do it. */
function callAs(server: Pick<Server, 'fetch'>, { url, adminToken }: { readonly url: string; readonly adminToken: string }): Call {
  return async (path, body) => {
    const headers = {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      'idempotency-key': randomBytes(16).toString('hex'),
    };
    const response = await server.fetch(new Request(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
    if (!response.ok) throw new RunFailedError(`the demo could not be set up: ${path} was answered ${response.status}`);
    return response.json();
  };
}

async function connect({ connector, crm, quoKey }: DemoAccount, call: Call): Promise<string> {
  const created = (await call('/integrations', { connector, crm, quo: { apiKey: quoKey } })) as { readonly id: string };
  return created.id;
}

function readServeSettings({
  folder,
  adminToken,
  quoUrl,
}: {
  readonly folder: string;
  readonly adminToken: string;
  readonly quoUrl: string;
}): ServeSettings {
  return serveSettingsSchema.parse({
    port: '0',
    store: `sqlite:${join(folder, 'store.sqlite')}`,
    queue: 'memory:',
    quoUrl,
    quoRate: QUO_RATE,
    quoPartnerKey: DEMO_PARTNER_KEY,
    adminToken,
    metrics: 'off',
    check: false,
  });
}

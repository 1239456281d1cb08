import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntegrationRepository } from '@frigg-crm/core';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { freePort } from '@frigg-crm/postgres-process-repo/testing';
import type { PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import type { ServerUrls } from '../../test-support/servers.ts';
import { INTEGRATION_ID, type AppInput } from '../app/app-input.ts';
import { createCommonTime } from '../common-time.ts';
import { openSides, type Sides } from './open-sides.ts';
import { startApp, type App } from './start-app.ts';
import { isWorkedOff, readStoredEvents } from './stored-events.ts';
import { until } from './until.ts';

/** A Quo and a Pipedrive that listen, a PostgreSQL, and apps between them that can be killed. */
export interface WebhookSystem extends Pick<Sides, 'quo' | 'pipedrive' | 'contacts'> {
  /** Starts an app and waits until it listens, where Quo sends to unless a port is given. The first one sets the integration up. */
  startApp(options?: Partial<Pick<AppInput, 'stop' | 'port'>>): Promise<App>;
  /** Sends an event to the app, signed at this moment. @returns the status; `undefined` when there was no response. */
  deliver(delivery: SandboxDelivery): Promise<number | undefined>;
  /** See `readStoredEvents`. */
  storedEvents(): Promise<ReadonlyMap<string, string>>;
  /** See `readWritten`. */
  written(): ReadonlyMap<string, number>;
  /** Waits until nothing of what is stored is left to do. */
  untilWorkedOff(): Promise<void>;
  /** Time goes on until the claims of killed apps have run out. */
  outlastClaims(): void;
  /** Ends the apps and closes the rest. */
  close(): Promise<void>;
}

/** Longer than an entry of the inbox is claimed (180 s), and left alone by the maintenance loop after that (15 s). */
const CLAIMS_MS = 200_000;

/** Opens a system. `name` must not be given twice on the same servers. */
export async function openWebhookSystem({ postgresUrl, compileCache }: ServerUrls, name: string): Promise<WebhookSystem> {
  const home = await mkdtemp(join(tmpdir(), 'frigg-crash-webhooks-'));
  const time = createCommonTime(join(home, 'time'));
  const [sides, port, { documents, close }] = await Promise.all([
    openSides(time.clock),
    freePort(),
    openProcessStore({ connectionString: postgresUrl, schema: name, maxConnections: 2 }),
  ]);
  const { quo, pipedrive, contacts, crmUrl, quoUrl } = sides;
  const publicUrl = `http://127.0.0.1:${port}`;
  const crm = { url: crmUrl, token: pipedrive.accessToken };
  const input = { port, publicUrl, crm, quoUrl, postgresUrl, schema: name, timeFile: time.file };
  const apps: App[] = [];

  const integrations = createIntegrationRepository(documents);
  const isSetUp = async (): Promise<boolean> => (await integrations.findById(INTEGRATION_ID))?.setUpAt != null;

  return {
    quo,
    pipedrive,
    contacts,
    async startApp(options = {}) {
      const create = apps.length === 0;
      const app = startApp({ ...input, ...options, create }, compileCache);
      apps.push(app);
      await app.untilSaid('ready');
      // A person that calls or writes is in the mapping from then on.
      if (create)
        await until(async () => quo.size === contacts.length && (await isSetUp()), 'the integration is set up and synced', app.program);
      return app;
    },
    deliver,
    storedEvents: async () => readStoredEvents(documents),
    written: () => readWritten(pipedrive),
    untilWorkedOff: async () => until(async () => isWorkedOff(documents), 'all is worked off', apps.at(-1)?.program),
    outlastClaims: () => time.skip(CLAIMS_MS),
    async close() {
      await Promise.all(apps.map(async ({ program }) => program.kill()));
      await Promise.all([sides.close(), close(), rm(home, { recursive: true, force: true })]);
    },
  };
}

async function deliver(delivery: SandboxDelivery): Promise<number | undefined> {
  try {
    const response = await fetch(delivery.toRequest());
    await response.arrayBuffer();
    return response.status;
  } catch {
    // No app listens, or the app was killed during the request.
    return undefined;
  }
}

/** @returns how many activities and notes there are of each call and text, by Quo's ids, which their links name; deleted ones do not count. */
function readWritten({ activities, notes }: Pick<PipedriveSandbox, 'activities' | 'notes'>): ReadonlyMap<string, number> {
  const texts = [
    ...activities().flatMap(({ is_deleted: isDeleted, note }) => (isDeleted ? [] : [note])),
    ...notes().flatMap(({ active_flag: isActive, content }) => (isActive ? [content] : [])),
  ];
  const counts = new Map<string, number>();
  for (const text of texts) {
    const id = /\?at=(AC\d+)/.exec(text)?.[1] ?? 'of nothing';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

import type { Clock, CredentialVault, Integration, Logger } from '@frigg-crm/core';
import type { CrmIntegration, IntegrationServices } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createFastClock, createRecordingLogger, serveOnLoopback, type LoopbackServer } from '@frigg-crm/testing';
import type { Sandbox } from '../test-connector.ts';
import type { JourneyAccount } from './accounts.ts';
import { JourneyCalls } from './journey-calls.ts';
import { JourneySecrets } from './journey-secrets.ts';
import { startApp, type App, type AppOptions } from './start-app.ts';

/** The integration of a journey. */
export const INTEGRATION = 'integration-1';
/**
 * How much faster than the machine's the app's clock runs: the set-up begins after 35 s, and a machine that has other things
 * to do must not be too late for what the app waits for.
 */
const SPEED = 15;
/** How long one program has an integration alone, and a deleted one keeps its record, in milliseconds: three seconds of the machine. */
const WORK_TTL_MS = 45_000;
/** Milliseconds of the machine, which may have other things to do. */
const PATIENCE_MS = 20_000;

type Sandboxes = Readonly<Record<string, Sandbox>>;

/** What surrounds the CRM of a journey. */
export interface JourneyWorld<Crms extends Sandboxes> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly crms: Crms;
  /** Where each of them listens, on this machine. */
  readonly urls: Readonly<Record<keyof Crms, string>>;
}

/** What {@link startJourney} starts. */
export interface JourneyOptions<Crms extends Sandboxes, Connected extends CrmIntegration> {
  /** The id of the connector. */
  readonly connector: string;
  /** Creates the sandboxes, by name; most CRMs have one. `deliver` sends their events to the app. */
  readonly crms: (parts: { readonly clock: Clock; readonly deliver: Fetch }) => Crms;
  /** Says how an account is connected and its integration created, when it is known where the sandboxes listen. */
  readonly join: (world: JourneyWorld<Crms>) => {
    readonly account: JourneyAccount;
  } & Pick<AppOptions<Connected>, 'openIntegration'> &
    Partial<Pick<AppOptions<Connected>, 'describeAccount' | 'uninstallers'>>;
  /** Where the CRM sends its events, for CRMs that take https only: what is sent there arrives at the app. @defaultValue where the app listens */
  readonly publicUrl?: string | undefined;
}

/** An app, its CRM and a Quo, each of which listens on a socket of this machine. */
export interface Journey<Crms extends Sandboxes, Connected extends CrmIntegration> {
  readonly clock: Clock;
  readonly crms: Crms;
  readonly quo: QuoSandbox;
  readonly app: App<Connected>;
  readonly services: IntegrationServices;
  readonly vault: CredentialVault;
  /** Every line that the app has logged. */
  readonly logged: readonly string[];
  readonly appUrl: string;
  /** What must stand in no log. */
  readonly secrets: JourneySecrets;
  /** Calls and texts of Quo, and the delivery of its events. */
  readonly calls: JourneyCalls;
  /** @returns a request to `publicUrl`, addressed to where the app listens. */
  toApp(request: Request): Request;
  /** Does what a user does who connects an account. */
  connect(): Promise<void>;
  integration(): Promise<Integration | undefined>;
  /** Does what a user does who starts the first sync. */
  startInitialSync(): Promise<void>;
  /** Resolves when it is so; fails, saying what is there instead, when it does not become so. */
  until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void>;
  /** Lets the CRM deliver what is due, again and again, until it is so. */
  untilDelivered(flush: () => Promise<unknown>, isSo: () => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an app with a connector, the sandboxes of its CRM and of Quo, each over HTTP on this machine, for a test that goes
 * from the consent to the deletion of an integration. Time runs fifteen times faster.
 *
 * @example
 * ```ts
 * const journey = await startJourney({
 *   connector: 'acme',
 *   crms: ({ clock, deliver }) => ({ acme: createAcmeSandbox({ clock, deliver }) }),
 *   join({ crms, urls, clock, logger }) {
 *     const provider = acmeOAuthProvider({ ...crms.acme, oauthUrl: urls.acme });
 *     return {
 *       account: oauthAccount(provider),
 *       openIntegration: async ({ dependencies, vault, integrationId }) => {
 *         const client = await openAcmeClient({ provider, vault, integrationId, clock, logger });
 *         return new AcmeIntegration({ ...dependencies, client });
 *       },
 *     };
 *   },
 * });
 * ```
 */
export async function startJourney<Crms extends Sandboxes, Connected extends CrmIntegration>(
  options: JourneyOptions<Crms, Connected>,
): Promise<Journey<Crms, Connected>> {
  const { connector, publicUrl } = options;
  const clock = createFastClock({ speed: SPEED });
  const logged: string[] = [];
  const logger = createRecordingLogger(logged);
  let appUrl = '';
  const toApp = (request: Request): Request =>
    publicUrl === undefined ? request : new Request(request.url.replace(publicUrl, appUrl), request);
  const crms = options.crms({ clock, deliver: async (request) => fetch(toApp(request)) });
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, keyActiveAfterMs: 20_000 });
  const quoServer = await serveOnLoopback(quo.fetch);
  const crmServers = await Promise.all(
    Object.entries(crms).map(async ([name, crm]) => [name, await serveOnLoopback(async (request) => crm.fetch(request))] as const),
  );
  const urls = Object.fromEntries(crmServers.map(([name, { url }]) => [name, url])) as Record<keyof Crms, string>;
  const { account, ...parts } = options.join({ clock, logger, crms, urls });
  const app = startApp({
    ...parts,
    connector,
    clock,
    logger,
    publicUrl,
    quo: { baseUrl: quoServer.url },
    appUrl: () => appUrl,
    lifecycle: { workTtlMs: WORK_TTL_MS },
  });
  const { services, vault } = app;
  const appServer = await serveOnLoopback(async (request) => {
    if (new URL(request.url).pathname !== '/oauth/callback' || account.callback === undefined) return services.receive(request);
    await app.createIntegration(await account.callback(request.url, { vault, clock }));
    return new Response('connected');
  });
  appUrl = appServer.url;
  const servers = [appServer, quoServer, ...crmServers.map(([, server]) => server)];
  return toJourney({ clock, crms, quo, app, logged, appUrl, toApp, account, servers });
}

interface StartedJourney<Crms extends Sandboxes, Connected extends CrmIntegration> extends Pick<
  Journey<Crms, Connected>,
  'clock' | 'crms' | 'quo' | 'app' | 'logged' | 'appUrl' | 'toApp'
> {
  readonly account: JourneyAccount;
  readonly servers: readonly LoopbackServer[];
}

function toJourney<Crms extends Sandboxes, Connected extends CrmIntegration>({
  account,
  servers,
  ...started
}: StartedJourney<Crms, Connected>): Journey<Crms, Connected> {
  const { app, clock, quo, logged, appUrl } = started;
  const { services, vault } = app;
  const integration = async (): Promise<Integration | undefined> => services.integrations.findById(INTEGRATION);
  const until = createPatience(logged);
  return {
    ...started,
    services,
    vault,
    secrets: new JourneySecrets(logged),
    calls: new JourneyCalls({ quo, clock }),
    async connect() {
      await account.connect({ vault, clock, integrationId: INTEGRATION, appUrl });
      if (account.callback === undefined) await app.createIntegration(INTEGRATION);
    },
    integration,
    async startInitialSync() {
      const record = await integration();
      if (record === undefined) throw new Error('there is no integration');
      await (await app.loadIntegration(record)).startInitialSync();
    },
    until,
    async untilDelivered(flush, isSo, what) {
      await until(async () => {
        await flush();
        return isSo();
      }, what);
    },
    async close() {
      await app.stop();
      await Promise.all(servers.map(async (each) => each.close()));
    },
  };
}

function createPatience(logged: readonly string[]): Journey<never, never>['until'] {
  return async (isSo, what) => {
    for (const startedAt = performance.now(); !(await isSo());) {
      if (performance.now() - startedAt > PATIENCE_MS)
        throw new Error(`it did not happen that ${what}; logged: ${logged.slice(-8).join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
}

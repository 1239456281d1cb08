import { connectAccount, startApp, type App } from '@frigg-crm/connector-testing';
import type { Integration } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import { type VirtualClock, createRecordingLogger, createVirtualClock } from '@frigg-crm/testing';
import type { PipedriveIntegration } from '../pipedrive-integration.ts';
import { pipedriveOAuthProvider } from '../pipedrive-oauth-provider.ts';
import { createPipedriveSandbox, type PipedriveSandbox, type PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';
import { joinPipedrive } from './join-pipedrive.ts';

const APP_URL = 'https://app.example.test';

export interface AppSystemOptions extends PipedriveSandboxOptions {
  readonly quo?: QuoSandboxOptions | undefined;
}

/** An app, a Pipedrive and a Quo on one virtual clock, without sockets. */
export interface AppSystem {
  readonly clock: VirtualClock;
  readonly pipedrive: PipedriveSandbox;
  readonly quo: QuoSandbox;
  readonly app: App<PipedriveIntegration>;
  readonly logged: readonly string[];
  /** What has reached Pipedrive, as `POST /api/v2/activities`. */
  readonly sent: readonly string[];
  readonly uninstallUrl: string;
  /** Responds instead of Pipedrive where it returns something. */
  intercept: (request: Request) => Response | Promise<Response> | undefined;
  /** Connects an account, and waits until everything is set up and every person is synced. */
  connect(integrationId: string): Promise<void>;
  integration(integrationId: string): Promise<Integration | undefined>;
  /** The ids that Quo's contacts have in Pipedrive. */
  people(): readonly string[];
  close(): Promise<void>;
}

/** Starts all three. */
export function startSystem({ quo: quoOptions, ...options }: AppSystemOptions = {}): AppSystem {
  const clock = createVirtualClock();
  const deliver: Fetch = async (request) => app.services.receive(request);
  const pipedrive = createPipedriveSandbox({ clock, deliver, ...options });
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, deliver, ...quoOptions });
  const provider = pipedriveOAuthProvider(pipedrive);
  const [logged, sent]: [string[], string[]] = [[], []];
  const logger = createRecordingLogger(logged);
  const app = startApp({
    ...joinPipedrive({
      provider,
      sandbox: pipedrive,
      clock,
      logger,
      async fetch(request) {
        sent.push(`${request.method} ${new URL(request.url).pathname}`);
        return system.intercept(request) ?? pipedrive.fetch(request);
      },
    }),
    connector: 'pipedrive',
    clock,
    logger,
    quo: { baseUrl: 'https://quo.example.test', fetch: quo.fetch },
    appUrl: () => APP_URL,
    // A day of virtual time is to cost little.
    maintenanceEveryMs: 30_000,
    // Tests advance the clock by days: a watchdog that runs each second would take most of their time.
    watchdog: { intervalMs: 10_000, leaseTtlMs: 25_000 },
  });
  const system: AppSystem = {
    clock,
    pipedrive,
    quo,
    app,
    logged,
    sent,
    uninstallUrl: `${APP_URL}/webhooks/uninstall/pipedrive`,
    intercept: () => undefined,
    async connect(integrationId) {
      await connectAccount({ provider, vault: app.vault, clock, fetch: pipedrive.fetch, integrationId });
      await app.createIntegration(integrationId);
      await clock.advance(120_000);
      const { setUpAt } = (await system.integration(integrationId)) ?? {};
      if (setUpAt == null) throw new Error(`${integrationId} was not set up; logged: ${logged.slice(-8).join('\n')}`);
    },
    integration: async (integrationId) => app.services.integrations.findById(integrationId),
    people: () => quo.contacts().map(({ externalId }) => String(externalId)),
    async close() {
      await clock.runUntil(app.stop());
    },
  };
  return system;
}

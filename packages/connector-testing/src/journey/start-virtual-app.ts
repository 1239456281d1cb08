import type { Integration } from '@frigg-crm/core';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import { createRecordingLogger, type VirtualClock } from '@frigg-crm/testing';
import { startApp, type App, type AppOptions } from './start-app.ts';

/** What an app on virtual time consists of. */
export interface VirtualAppOptions<Connected extends CrmIntegration> extends Omit<
  AppOptions<Connected>,
  'clock' | 'logger' | 'quo' | 'appUrl' | 'publicUrl'
> {
  readonly clock: VirtualClock;
  /** @defaultValue a thousand requests per second, and each event is delivered to the app */
  readonly quo?: QuoSandboxOptions | undefined;
  /** Responds instead of Quo where it returns something. @defaultValue nothing */
  readonly interceptQuo?: ((request: Request) => Response | undefined) | undefined;
  /** Puts the secrets of an account into the vault of the app. @defaultValue there are none */
  readonly connectAccount?: ((app: App<Connected>, integrationId: string) => Promise<void>) | undefined;
}

/** An app and a Quo on one virtual clock, without sockets. */
export interface VirtualApp<Connected extends CrmIntegration> {
  readonly app: App<Connected>;
  readonly quo: QuoSandbox;
  /** Every line that the app has logged, as JSON. */
  readonly logged: readonly string[];
  /**
   * Connects an account, and waits until everything is set up and every person is synced.
   * @returns its integration.
   * @throws {Error} with what was logged last, when it was not set up within two minutes.
   */
  connect(integrationId: string): Promise<Connected>;
  integration(integrationId: string): Promise<Integration | undefined>;
  stop(): Promise<void>;
}

const APP_URL = 'https://app.example.test';
const SET_UP_WITHIN_MS = 120_000;

/**
 * Starts an app whose clock moves when a test moves it: for calls, texts and webhooks of one connector, and for weeks of checks.
 * A CRM delivers its events to `services.receive` of the app.
 */
export function startVirtualApp<Connected extends CrmIntegration>(options: VirtualAppOptions<Connected>): VirtualApp<Connected> {
  const { clock, quo: quoOptions, interceptQuo, connectAccount, ...parts } = options;
  const logged: string[] = [];
  const deliver: Fetch = async (request) => app.services.receive(request);
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, deliver, ...quoOptions });
  const app = startApp({
    // Tests move the clock by days: loops that run each second would take most of their time.
    maintenanceEveryMs: 30_000,
    watchdog: { intervalMs: 10_000, leaseTtlMs: 25_000 },
    ...parts,
    clock,
    logger: createRecordingLogger(logged),
    quo: { baseUrl: 'https://quo.example.test', fetch: async (request) => interceptQuo?.(request) ?? quo.fetch(request) },
    appUrl: () => APP_URL,
  });
  const integration = async (id: string): Promise<Integration | undefined> => app.services.integrations.findById(id);
  return {
    app,
    quo,
    logged,
    integration,
    async connect(integrationId) {
      await connectAccount?.(app, integrationId);
      await app.createIntegration(integrationId);
      await clock.advance(SET_UP_WITHIN_MS);
      const record = await integration(integrationId);
      if (record?.setUpAt == null) throw new Error(`${integrationId} was not set up; logged: ${logged.slice(-8).join('\n')}`);
      return app.loadIntegration(record);
    },
    async stop() {
      await clock.runUntil(app.stop());
    },
  };
}

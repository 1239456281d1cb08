import type { Clock, CredentialVault, Integration } from '@frigg-crm/core';
import type { IntegrationServices } from '@frigg-crm/crm-base';
import { beginAuthorization } from '@frigg-crm/oauth';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createFastClock, createRecordingLogger, serveOnLoopback } from '@frigg-crm/testing';
import { createZohoSandbox, type ZohoSandbox, type ZohoSandboxOptions } from '../sandbox/create-zoho-sandbox.ts';
import { completeZohoAuthorization, zohoOAuthProvider } from '../zoho-oauth-provider.ts';
import { USER, startApp } from './start-app.ts';

const INTEGRATION = 'integration-1';
/**
 * How much faster than the machine's the app's clock runs: the set-up begins after 35 s, and a machine that has other things
 * to do must not be too late for what the app waits for.
 */
const SPEED = 15;
/** Milliseconds of the machine, which may have other things to do. */
const PATIENCE_MS = 20_000;

/** An app, a Zoho CRM and a Quo, each of which listens on a socket of this machine. */
export interface JourneySystem {
  readonly clock: Clock;
  readonly zoho: ZohoSandbox;
  readonly quo: QuoSandbox;
  readonly services: IntegrationServices;
  readonly vault: CredentialVault;
  /** Every line that the app has logged. */
  readonly logged: readonly string[];
  readonly appUrl: string;
  /** Does what a user does who clicks "connect" and consents. */
  connect(): Promise<void>;
  integration(): Promise<Integration | undefined>;
  /** Resolves when it is so; fails, saying what is there instead, when it does not become so. */
  until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts all three. */
export async function startJourney(people: Pick<ZohoSandboxOptions, 'contacts' | 'accounts'>): Promise<JourneySystem> {
  const clock = createFastClock({ speed: SPEED });
  const logged: string[] = [];
  const zoho = createZohoSandbox({ clock, ...people, deliver: async (request) => fetch(request) });
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, keyActiveAfterMs: 20_000 });
  const crmServer = await serveOnLoopback(zoho.fetch);
  const quoServer = await serveOnLoopback(quo.fetch);
  Object.assign(zoho, { apiDomain: crmServer.url, accountsServer: crmServer.url });
  const { clientId, clientSecret } = zoho;
  const provider = zohoOAuthProvider({ clientId, clientSecret, accountsUrl: crmServer.url, allowLoopback: true });
  let appUrl = '';
  const app = startApp({
    clock,
    logger: createRecordingLogger(logged),
    provider,
    quoUrl: quoServer.url,
    appUrl: () => appUrl,
  });
  const { services, vault } = app;

  async function onCallback({ url }: Request): Promise<Response> {
    const { integrationId } = await completeZohoAuthorization({ provider, vault, callbackUrl: url, userId: USER, clock });
    await app.createIntegration(integrationId);
    return new Response('connected');
  }
  const appServer = await serveOnLoopback(async (request) =>
    new URL(request.url).pathname === '/oauth/callback' ? onCallback(request) : services.receive(request),
  );
  appUrl = appServer.url;

  return {
    clock,
    zoho,
    quo,
    services,
    vault,
    logged,
    appUrl,
    async connect() {
      const redirectUri = `${appUrl}/oauth/callback`;
      const { url } = await beginAuthorization({ provider, vault, integrationId: INTEGRATION, userId: USER, redirectUri, clock });
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`the callback answered ${answer.status}`);
    },
    integration: async () => services.integrations.findById(INTEGRATION),
    async until(isSo, what) {
      for (const startedAt = performance.now(); !(await isSo());) {
        if (performance.now() - startedAt > PATIENCE_MS)
          throw new Error(`it did not happen that ${what}; logged: ${logged.slice(-8).join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async close() {
      await app.stop();
      await Promise.all([appServer, crmServer, quoServer].map(async (each) => each.close()));
    },
  };
}

import type { Clock, CredentialVault, Integration } from '@frigg-crm/core';
import type { IntegrationServices } from '@frigg-crm/crm-base';
import { beginAuthorization, completeAuthorization } from '@frigg-crm/oauth';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createFastClock, createRecordingLogger, serveOnLoopback } from '@frigg-crm/testing';
import { pipedriveOAuthProvider } from '../pipedrive-oauth-provider.ts';
import { createPipedriveSandbox, type PipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import type { SandboxPersonInput } from '../sandbox/sandbox-person.ts';
import { USER, startApp } from './start-app.ts';

const INTEGRATION = 'integration-1';
/**
 * How much faster than the machine's the app's clock runs: the set-up begins after 35 s, and a machine that has other things
 * to do must not be too late for what the app waits for.
 */
const SPEED = 15;
/** How long one program has an integration alone, and a deleted one keeps its record, in milliseconds: three seconds of the machine. */
const WORK_TTL_MS = 45_000;
/** Milliseconds of the machine, which may have other things to do. */
const PATIENCE_MS = 20_000;

/** An app, a Pipedrive and a Quo, each of which listens on a socket of this machine. */
export interface JourneySystem {
  readonly clock: Clock;
  readonly pipedrive: PipedriveSandbox;
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
export async function startJourney(people: readonly SandboxPersonInput[]): Promise<JourneySystem> {
  const clock = createFastClock({ speed: SPEED });
  const logged: string[] = [];
  const pipedrive = createPipedriveSandbox({ clock, people, requestsPer2s: 1000, deliver: async (request) => fetch(request) });
  const quo = createQuoSandbox({ clock, requestsPerSecond: 1000, keyActiveAfterMs: 20_000 });
  const crmServer = await serveOnLoopback(pipedrive.fetch);
  const quoServer = await serveOnLoopback(quo.fetch);
  pipedrive.apiDomain = crmServer.url;
  const provider = pipedriveOAuthProvider({ ...pipedrive, oauthUrl: crmServer.url, allowLoopback: true });
  let appUrl = '';
  const app = startApp({
    clock,
    logger: createRecordingLogger(logged),
    provider,
    client: pipedrive,
    quoUrl: quoServer.url,
    appUrl: () => appUrl,
    lifecycle: { workTtlMs: WORK_TTL_MS },
  });
  const { services, vault } = app;

  async function onCallback({ url }: Request): Promise<Response> {
    const { integrationId } = await completeAuthorization({ provider, vault, callbackUrl: url, userId: USER, clock });
    await app.createIntegration(integrationId);
    return new Response('connected');
  }
  const appServer = await serveOnLoopback(async (request) =>
    new URL(request.url).pathname === '/oauth/callback' ? onCallback(request) : services.receive(request),
  );
  appUrl = appServer.url;

  return {
    clock,
    pipedrive,
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

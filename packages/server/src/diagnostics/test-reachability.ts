import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { CallOptions } from '@frigg-crm/core';

/** What a test through the public URL has found. */
export interface ReachabilityCheck {
  readonly name: 'http' | 'webhooks' | 'webSocket';
  readonly outcome: 'ok' | 'failed';
  /** What was found, and what to do about it. */
  readonly detail: string;
}

/** What says that a request has come through to the doors of webhooks. */
export const REACHED = { reached: 'frigg-crm' } as const;
/** Where it is asked, below the base of the server. No integration has a route there. */
export const REACHABILITY_PATH = '/webhooks/reachability';
/** The header with which upgrades are refused here, and by no proxy. */
const UPGRADE_HEADER = 'x-frigg-crm-upgrade';

const TIMEOUT_MS = 5000;

/** Asks this server for itself, as browsers, CRMs and Quo do: through whatever lies between. Never rejects. */
export async function testReachability(publicUrl: string, options: CallOptions): Promise<readonly ReachabilityCheck[]> {
  const base = publicUrl.replace(/\/+$/, '');
  const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(options.signal === undefined ? [] : [options.signal])]);
  const checks = {
    http: async () => {
      const response = await fetch(`${base}/healthz`, { signal, redirect: 'manual' });
      return response.ok ? undefined : `/healthz was answered ${response.status}: see where the proxy sends requests`;
    },
    webhooks: async () => {
      const response = await fetch(`${base}${REACHABILITY_PATH}`, { method: 'POST', body: '{}', signal, redirect: 'manual' });
      const isReached = response.ok && (await response.text()) === JSON.stringify(REACHED);
      return isReached
        ? undefined
        : `a webhook was answered ${response.status}: let POST pass below /webhooks, without a sign-in of the proxy`;
    },
    webSocket: async () => {
      const { statusCode = 0, headers } = await upgrade(new URL(`${base}/api/v1/live`), signal);
      if (headers[UPGRADE_HEADER] !== undefined) return undefined;
      return `an upgrade was answered ${statusCode}, by something between: let the proxy pass Upgrade and Connection on; long polls work meanwhile`;
    },
  } as const satisfies Readonly<Record<ReachabilityCheck['name'], () => Promise<string | undefined>>>;
  return Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<ReachabilityCheck> => {
      const problem = await check().catch((error: unknown) => `no answer came (${reasonOf(error)}): see name, port and certificate`);
      return {
        name: name as ReachabilityCheck['name'],
        outcome: problem === undefined ? 'ok' : 'failed',
        detail: problem ?? 'it came through',
      };
    }),
  );
}

/** @returns the answer to an upgrade of a stranger: one of ours refuses it. */
async function upgrade(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16, 1).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { headers, signal, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      resolve(response);
    });
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    request.end();
  });
}

function reasonOf(error: unknown): string {
  const { code, name } = (error instanceof Error && error.cause instanceof Error ? error.cause : error) as {
    code?: unknown;
    name?: unknown;
  };
  return typeof code === 'string' ? code : String(name);
}

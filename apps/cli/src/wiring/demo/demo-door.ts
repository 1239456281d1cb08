import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Server } from '@frigg-crm/server';
import * as z from 'zod';
import { DEMO_FAULTS, type DemoFault, type DemoFaults } from './demo-faults.ts';

/** Where the page finds what only a demo has. */
export const DEMO_PATH = '/demo-api';

/** An account of a demo that is connected. */
export interface ConnectedDemoAccount {
  readonly integrationId: string;
  readonly connector: string;
  readonly countContacts: () => number;
  readonly isTroubled: boolean;
}

interface DemoDoorOptions {
  readonly server: Pick<Server, 'fetch'>;
  readonly faults: DemoFaults;
  readonly setupToken: string;
  readonly persons: number;
  readonly accounts: () => readonly ConnectedDemoAccount[];
}

/** What a demo serves besides the API. */
export interface DemoDoor {
  /** Signs in the first caller, once; below the URL of the server. */
  readonly linkPath: string;
  /** For a second browser. */
  readonly operator: { readonly name: string; readonly password: string };
  /** @returns `undefined` for every request that is not the demo's. */
  readonly fetch: (request: Request) => Promise<Response | undefined>;
}

const faultSchema = z.strictObject({ fault: z.enum(Object.keys(DEMO_FAULTS) as [DemoFault, ...DemoFault[]]) });

/** Lets the person at the terminal in by one link, and the page throw faults. */
export function createDemoDoor({ server, faults, setupToken, persons, accounts }: DemoDoorOptions): DemoDoor {
  const linkPath = `${DEMO_PATH}/enter/${randomBytes(24).toString('base64url')}`;
  const operator = { name: 'demo', password: randomBytes(12).toString('base64url') };
  const state = (): Response =>
    Response.json(
      {
        persons,
        faults: faults.state(),
        workspaces: accounts().map(({ integrationId, connector, countContacts, isTroubled }) => ({
          integrationId,
          connector,
          contacts: countContacts(),
          isTroubled,
        })),
      },
      { headers: { 'cache-control': 'no-store' } },
    );
  return {
    linkPath,
    operator,
    async fetch(request) {
      const url = new URL(request.url);
      if (!url.pathname.startsWith(`${DEMO_PATH}/`)) return undefined;
      if (request.method === 'GET' && isSame(url.pathname, linkPath)) return enter(server, request, { token: setupToken, ...operator });
      if (!(await isSignedIn(server, request))) return new Response('Sign in first.\n', { status: 401 });
      if (request.method === 'GET' && url.pathname === `${DEMO_PATH}/state`) return state();
      if (request.method !== 'POST' || url.pathname !== `${DEMO_PATH}/faults`) return new Response(null, { status: 404 });
      // Another site cannot send this header for the operator.
      if (!isOwn(request)) return new Response(null, { status: 403 });
      const { success, data } = faultSchema.safeParse(await request.json().catch(() => undefined));
      if (!success) return new Response(null, { status: 400 });
      faults.throw(data.fault);
      return state();
    },
  };
}

/** The link is the set-up of the first operator, who gets a session and no form. */
async function enter(
  server: Pick<Server, 'fetch'>,
  request: Request,
  setUp: { readonly token: string; readonly name: string; readonly password: string },
): Promise<Response> {
  const origin = new URL(request.url).origin;
  const headers = { 'content-type': 'application/json', origin };
  const response = await server.fetch(
    new Request(`${origin}/api/v1/setup`, { method: 'POST', headers, body: JSON.stringify({ ...setUp }) }),
  );
  const cookie = response.headers.get('set-cookie');
  if (!response.ok || cookie === null)
    return new Response('This link has been used. Sign in with the name and the password that the terminal shows.\n', { status: 410 });
  return new Response(null, { status: 303, headers: { location: '/demo', 'set-cookie': cookie, 'cache-control': 'no-store' } });
}

async function isSignedIn(server: Pick<Server, 'fetch'>, request: Request): Promise<boolean> {
  const cookie = request.headers.get('cookie') ?? '';
  const response = await server.fetch(new Request(new URL('/api/v1/session', request.url), { headers: { cookie } }));
  return response.ok;
}

function isOwn({ headers, url }: Request): boolean {
  return headers.get('sec-fetch-site') === 'same-origin' || headers.get('origin') === new URL(url).origin;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

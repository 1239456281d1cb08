import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import type { Closing } from '../closing.ts';
import { serveSandbox } from '../serve-sandbox.ts';
import type { DemoFaults } from './demo-faults.ts';

/** What both APIs allow per second. */
const REQUESTS_PER_SECOND = 200;
const BULK_DELAY_MS = 200;
/** Shares of the persons that have no phone number, and that Quo refuses. */
const WITHOUT_PHONE = 0.02;
const REFUSED = 0.01;
/** What the first of them does all the time: its sync heals itself. */
const FAULTS = { rateLimited: 0.02, retryAfterSeconds: 1, unavailable: 0.01 };
/** A key of the partner that is accepted by each workspace. */
export const DEMO_PARTNER_KEY = 'demo-partner-key';

/** A CRM and a workspace of Quo, over HTTP on this machine. */
export interface DemoAccount {
  readonly connector: string;
  readonly crm: { readonly url: string; readonly token: string };
  readonly quoKey: string;
  /** @returns how many contacts the workspace holds. */
  readonly countContacts: () => number;
  /** Its APIs refuse and fail all the time: its sync heals itself. */
  readonly isTroubled: boolean;
}

/** The sandboxes of a demo. */
export interface DemoSandboxes {
  /** Of all workspaces: the key says which one. */
  readonly quoUrl: string;
  readonly accounts: readonly DemoAccount[];
}

/** What failed can be mended by a redrive: Quo takes each of these people the next time. */
function refuseOnce(isRefused: (externalId: string | null) => boolean): NonNullable<QuoSandboxOptions['refuse']> {
  const refused = new Set<string | null>();
  return ({ externalId }) => {
    if (!isRefused(externalId) || refused.has(externalId)) return undefined;
    refused.add(externalId);
    return { status: 400 };
  };
}

interface SandboxOptions {
  readonly persons: number;
  readonly faults: DemoFaults;
  readonly closing: Closing;
}

/** Opens a CRM and a workspace for each connector. */
export async function openDemoSandboxes(
  connectors: readonly ConnectorDescriptor[],
  { persons, faults, closing }: SandboxOptions,
): Promise<DemoSandboxes> {
  const workspaces = new Map<string, QuoSandbox>();
  const accounts = await Promise.all(
    connectors.map(async (connector, index): Promise<DemoAccount> => {
      const usual = index === 0 ? FAULTS : undefined;
      const crm = await connector.openSandbox({
        persons,
        withoutPhone: WITHOUT_PHONE,
        refused: REFUSED,
        requestsPerSecond: REQUESTS_PER_SECOND,
        faults: usual,
      });
      const quoKey = `demo-key-${connector.id}`;
      const quo = createQuoSandbox({
        apiKeys: [quoKey],
        partnerKeys: [DEMO_PARTNER_KEY],
        requestsPerSecond: REQUESTS_PER_SECOND,
        bulkDelayMs: BULK_DELAY_MS,
        refuse: refuseOnce(crm.isRefused),
        faults: usual,
      });
      workspaces.set(quoKey, quo);
      const served = await serveSandbox(faults.wrapApi(crm.fetch));
      closing.add(served);
      return {
        connector: connector.id,
        crm: { url: served.url, token: crm.token },
        quoKey,
        countContacts: () => quo.size,
        isTroubled: usual !== undefined,
      };
    }),
  );
  const [first] = workspaces.values();
  const served = await serveSandbox(
    faults.wrapApi(async (request) => {
      const key = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '');
      // Partner paths are the same for all of them.
      const workspace = workspaces.get(key) ?? first;
      return workspace === undefined ? new Response(null, { status: 401 }) : workspace.fetch(request);
    }),
  );
  closing.add(served);
  return { quoUrl: served.url, accounts };
}

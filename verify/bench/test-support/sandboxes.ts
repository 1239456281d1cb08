import type { RequestBudget } from '@frigg-crm/http';
import type { FaultOptions } from '@frigg-crm/http/sandbox';
import { createQuoClient, type QuoContacts } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from '@frigg-crm/quo/sandbox';
import { createScalingTestSandbox, isRefusedBySandbox, type ScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';

/** A CRM and a Quo without limits. */
export interface Sandboxes {
  readonly crm: ScalingTestSandbox;
  readonly quo: QuoSandbox;
}

/** What the sandbox of Quo takes for a partner's key. */
const PARTNER_KEY = 'bench-partner';
const REFUSED_SHARE = 0.01;
const NO_LIMIT: RequestBudget = { take: async () => undefined, pauseUntil: () => undefined };

/** How both sides fail, where they do: shares of requests. Few get a Retry-After, since they wait a whole second. */
export const HTTP_FAULTS: Omit<FaultOptions, 'random' | 'clock'> = {
  rateLimited: 0.001,
  retryAfterSeconds: 1,
  unavailable: 0.01,
  lostAnswer: 0.005,
};

/** Makes a CRM with so many people and an empty Quo that refuses one in a hundred of them. */
export function createSandboxes(people: number, faults?: Omit<FaultOptions, 'random' | 'clock'>): Sandboxes {
  return {
    crm: createScalingTestSandbox({ people, refusedShare: REFUSED_SHARE, faults }),
    quo: createQuo({ faults, refuse: ({ externalId }) => (isRefusedBySandbox(externalId) ? { status: 400 } : undefined) }),
  };
}

/** Makes an empty Quo without limits. */
export function createQuo(options: Pick<QuoSandboxOptions, 'faults' | 'refuse'> = {}): QuoSandbox {
  return createQuoSandbox({ ...options, partnerKeys: [PARTNER_KEY], requestsPerSecond: Number.POSITIVE_INFINITY, bulkDelayMs: 0 });
}

/** Makes a client of that Quo: in the way of partners fifty contacts in a call, in the public way one by one. */
export function createBenchContacts(
  where: { readonly baseUrl: string } | { readonly fetch: QuoSandbox['fetch'] },
  surface: 'partner' | 'public' = 'partner',
): QuoContacts {
  return createQuoClient({
    ...where,
    apiKey: 'bench',
    ...(surface === 'partner' ? { partnerKey: PARTNER_KEY } : {}),
    budget: NO_LIMIT,
    readBackDelaysMs: [0, 0, 5],
    concurrency: 64,
  }).contacts;
}

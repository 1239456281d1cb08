import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createScalingTestSandbox, isRefusedBySandbox } from '@frigg-crm/scaling-test/sandbox';
import type { ConnectorId } from '../config/connector-ids.ts';

/** What a made-up CRM is like. */
export interface DemoCrmOptions {
  readonly people: number;
  readonly requestsPerSecond: number;
  /** Shares of requests that fail. @defaultValue none */
  readonly faults?: DemoFaults | undefined;
}

/** How both sides fail in a demo with faults: shares of requests, from 0 to 1. */
export interface DemoFaults {
  readonly rateLimited: number;
  readonly retryAfterSeconds: number;
  readonly unavailable: number;
}

/** A made-up CRM. */
export interface DemoCrm {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly token: string;
  /** Whether Quo is to refuse the contact of this person. */
  readonly isRefused: (externalId: string | null) => boolean;
}

const SEED = 1;
const WITHOUT_PHONE = 0.02;
const REFUSED = 0.01;

/** The CRMs of the demo by connector. Their people are the same each time. */
export const DEMO_CRMS: Readonly<Record<ConnectorId, (options: DemoCrmOptions) => DemoCrm>> = {
  'scaling-test': ({ people, requestsPerSecond, faults }) => {
    const { fetch, token } = createScalingTestSandbox({
      people,
      seed: SEED,
      withoutPhoneShare: WITHOUT_PHONE,
      refusedShare: REFUSED,
      requestsPerSecond,
      faults,
    });
    return { fetch, token, isRefused: isRefusedBySandbox };
  },
  pipedrive: ({ people, requestsPerSecond, faults }) => {
    const sandbox = createPipedriveSandbox({
      people,
      seed: SEED,
      withoutPhone: WITHOUT_PHONE,
      requestsPer2s: requestsPerSecond * 2,
      faults,
    });
    // Its people have the ids 1, 2, 3 …
    return {
      fetch: sandbox.fetch,
      token: sandbox.accessToken,
      isRefused: (externalId) => Number(externalId) % Math.round(1 / REFUSED) === 0,
    };
  },
};

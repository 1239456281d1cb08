import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { serveSandbox } from '../wiring/serve-sandbox.ts';

export const QUO_KEY = 'quo-key-of-the-tests';
export const QUO_PARTNER_KEY = 'partner-key-of-the-tests';

/** A workspace of Quo that listens. */
export interface OpenQuo {
  readonly url: string;
  readonly sandbox: QuoSandbox;
  /** Responds with 429 and this `Retry-After` from now on, in seconds; `undefined`: serves again. */
  throttle(retryAfterSeconds: number | undefined): void;
  close(): Promise<void>;
}

interface OpenQuoOptions {
  /** Slows each response down. */
  readonly delayMs?: number;
  readonly refusesKeys?: boolean;
  /** Responds with 409 to a second contact of a person, as Quo does. @defaultValue false: it is created, and shows */
  readonly refusesDuplicates?: boolean | undefined;
}

/** Serves an empty workspace. */
export async function openQuo({ delayMs = 0, refusesKeys = false, refusesDuplicates = false }: OpenQuoOptions = {}): Promise<OpenQuo> {
  const sandbox = createQuoSandbox({
    apiKeys: refusesKeys ? [] : [QUO_KEY],
    partnerKeys: [QUO_PARTNER_KEY],
    requestsPerSecond: Number.POSITIVE_INFINITY,
    bulkDelayMs: 50,
    uniqueContacts: refusesDuplicates,
    ...(delayMs === 0 ? {} : { faults: { latencyMs: delayMs } }),
  });
  let limit: Response | undefined;
  const served = await serveSandbox(async (request) => limit?.clone() ?? sandbox.fetch(request));
  const throttle = (retryAfterSeconds: number | undefined): void => {
    const headers = { 'retry-after': String(retryAfterSeconds) };
    limit = retryAfterSeconds === undefined ? undefined : new Response(null, { status: 429, headers });
  };
  return { sandbox, throttle, ...served };
}

/** @returns how many pairs of source and external id a workspace has more than one contact of. */
export function countDuplicates(sandbox: QuoSandbox): number {
  const keys = sandbox.contacts().map(({ source, externalId }) => JSON.stringify([source, externalId]));
  return keys.length - new Set(keys).size;
}

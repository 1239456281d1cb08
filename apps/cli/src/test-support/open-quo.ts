import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { serveSandbox } from '../wiring/serve-sandbox.ts';

export const QUO_KEY = 'quo-key-of-the-tests';
export const QUO_PARTNER_KEY = 'partner-key-of-the-tests';

/** A workspace of Quo that listens. */
export interface OpenQuo {
  readonly url: string;
  readonly sandbox: QuoSandbox;
  close(): Promise<void>;
}

/** Serves an empty workspace that would show duplicates. `delayMs` slows each answer down. */
export async function openQuo({ delayMs = 0, refusesKeys = false }: { delayMs?: number; refusesKeys?: boolean } = {}): Promise<OpenQuo> {
  const sandbox = createQuoSandbox({
    apiKeys: refusesKeys ? [] : [QUO_KEY],
    partnerKeys: [QUO_PARTNER_KEY],
    requestsPerSecond: Number.POSITIVE_INFINITY,
    bulkDelayMs: 50,
    uniqueContacts: false,
    ...(delayMs === 0 ? {} : { faults: { latencyMs: delayMs } }),
  });
  return { sandbox, ...(await serveSandbox(sandbox.fetch)) };
}

/** @returns how many pairs of source and external id a workspace has more than one contact of. */
export function countDuplicates(sandbox: QuoSandbox): number {
  const keys = sandbox.contacts().map(({ source, externalId }) => JSON.stringify([source, externalId]));
  return keys.length - new Set(keys).size;
}

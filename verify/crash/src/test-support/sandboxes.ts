import type { Fetch } from '@frigg-crm/http';
import { createPipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { createScalingTestClient, isRefusedBySandbox } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import { serve, type Served } from '@frigg-crm/kit/programs';
import { QUO_KEY, QUO_PARTNER_KEY, type Connector } from '../worker/worker-input.ts';

/** What a sync must come to. */
export interface Expected {
  readonly people: number;
  /** External ids of those that Quo must hold in the end, sorted. */
  readonly contacts: readonly string[];
  /** People that Quo refuses. */
  readonly refused: number;
  /** People without a phone number. */
  readonly withoutPhone: number;
}

/** A CRM and a Quo that listen, and what a sync of the one into the other must come to. */
export interface Sandboxes {
  readonly crm: { readonly url: string; readonly token: string };
  readonly quo: { readonly url: string; readonly sandbox: QuoSandbox };
  readonly expected: Expected;
  close(): Promise<void>;
}

export interface SandboxOptions {
  readonly connector: Connector;
  readonly people: number;
  /** Milliseconds before each response of Quo. @defaultValue 0 */
  readonly quoLatencyMs?: number | undefined;
}

/** Opens both sides. */
export async function openSandboxes({ connector, people, quoLatencyMs = 0 }: SandboxOptions): Promise<Sandboxes> {
  const { fetch, token, expected } = await CRMS[connector](people);
  const sandbox = createQuoSandbox({
    apiKeys: [QUO_KEY],
    partnerKeys: [QUO_PARTNER_KEY],
    requestsPerSecond: Number.POSITIVE_INFINITY,
    bulkDelayMs: 20,
    refuse: ({ externalId }) => (isRefused(connector, externalId ?? '') ? { status: 400, code: '0801400' } : undefined),
    ...(quoLatencyMs === 0 ? {} : { faults: { latencyMs: quoLatencyMs } }),
  });
  const [crm, quo] = await Promise.all([serve(fetch), serve(sandbox.fetch as Fetch)]);
  const close = async (): Promise<void> => void (await Promise.all([crm, quo].map(async (served: Served) => served.close())));
  return { crm: { url: crm.url, token }, quo: { url: quo.url, sandbox }, expected, close };
}

interface OpenCrm {
  readonly fetch: Fetch;
  readonly token: string;
  readonly expected: Expected;
}

const CRMS: Readonly<Record<Connector, (people: number) => Promise<OpenCrm>>> = {
  async 'scaling-test'(people) {
    const { fetch, token } = createScalingTestSandbox({ people, seed: 7, withoutPhoneShare: 0.1, refusedShare: 0.05 });
    const { people: listed } = await createScalingTestClient({ token, fetch }).listPeople({ limit: people });
    return {
      fetch,
      token,
      expected: expect(
        'scaling-test',
        listed.map(({ id, phone }) => ({ id, hasPhone: phone !== null })),
      ),
    };
  },
  async pipedrive(people) {
    const { fetch, accessToken: token, people: store } = createPipedriveSandbox({ people, withoutPhone: 0.1, requestsPer2s: 1e6 });
    const ids = Array.from({ length: people }, (_, index) => index + 1);
    const listed = ids.map((id) => ({ id: String(id), hasPhone: store.get(id)?.phones.some(({ value }) => value !== '') === true }));
    return { fetch, token, expected: expect('pipedrive', listed) };
  },
};

function expect(connector: Connector, listed: readonly { readonly id: string; readonly hasPhone: boolean }[]): Expected {
  const written = listed.filter(({ hasPhone }) => hasPhone);
  const contacts = written.map(({ id }) => id).filter((id) => !isRefused(connector, id));
  return {
    people: listed.length,
    contacts: contacts.toSorted(),
    refused: written.length - contacts.length,
    withoutPhone: listed.length - written.length,
  };
}

function isRefused(connector: Connector, externalId: string): boolean {
  return connector === 'scaling-test' ? isRefusedBySandbox(externalId) : Number(externalId) % 17 === 0;
}

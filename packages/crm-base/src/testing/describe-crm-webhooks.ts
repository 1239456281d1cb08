import { expect } from 'vitest';
import type { JsonObject } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmEvent, WebhookSetupResult } from '../connector/crm-webhooks.ts';
import { crmEventSchema } from '../connector/crm-event-schema.ts';
import { describeCases, usingEach, type ContractCase } from './contract-case.ts';

/** A connector with webhooks, joined to a CRM that can be looked into. */
export interface CrmWebhooksUnderTest {
  readonly integration: Pick<CrmIntegration, 'setupWebhooks' | 'readWebhook' | 'removeWebhooks'>;
  /** @returns the addresses of all webhooks that the CRM has now. */
  readonly hooks: () => Promise<readonly string[]> | readonly string[];
  /** The CRM removes all webhooks by itself, as CRMs do with those that it cannot deliver to. */
  readonly dropHooks: () => Promise<void> | void;
  /** Changes a person in the CRM. @returns the request that the CRM sends to the webhook at this address. */
  readonly notify: (url: string) => Promise<Request> | Request;
  readonly close?: (() => Promise<void>) | undefined;
}

/** What {@link describeCrmWebhooks} runs against. */
export interface DescribeCrmWebhooksOptions {
  /** Joins a connector to a new CRM that has some people and no webhooks. */
  readonly make: () => Promise<CrmWebhooksUnderTest> | CrmWebhooksUnderTest;
  /** Whether the CRM signs the body; otherwise its requests carry a secret, and an altered body cannot be detected. @defaultValue true */
  readonly signsBody?: boolean | undefined;
  /** Whether the CRM makes the secret and shows it once, in the response to the creation: then it can only be stored after that. @defaultValue false */
  readonly showsSecretOnce?: boolean | undefined;
  /** The field of the JSON body that proves who sends, where that is no header. @defaultValue none: headers do */
  readonly secretField?: string | undefined;
}

const URL = 'https://app.example.test/webhooks/crm/acme/i1';
/** What says nothing of the sender. */
const PLAIN_HEADERS: ReadonlySet<string> = new Set(['content-type', 'content-length', 'host', 'user-agent', 'accept']);

/**
 * The contract suite for webhooks of connectors: one that passes it has one webhook at a time, and believes only its own
 * CRM. Call it in a test file.
 *
 * @example
 * ```ts
 * describeCrmWebhooks('acme', { make: () => joinAcmeToSandbox() });
 * ```
 */
export function describeCrmWebhooks(name: string, options: DescribeCrmWebhooksOptions): void {
  describeCases(`${name} keeps the contract of webhooks`, crmWebhookCases(options));
}

/** @returns the demands of the contract, one by one. */
export function crmWebhookCases(options: DescribeCrmWebhooksOptions): readonly ContractCase[] {
  const { make, showsSecretOnce = false } = options;
  const using = usingEach(async () => new Subscriber(await make()));
  return [...setUpCases(using, showsSecretOnce), ...verifyCases(using, async () => new Subscriber(await make()), options)];
}

type Using = (use: (subscriber: Subscriber) => Promise<void>) => Promise<void>;

function setUpCases(using: Using, showsSecretOnce: boolean): readonly ContractCase[] {
  return [
    ...(showsSecretOnce ? [shownOnce(using)] : [storedFirst(using)]),
    {
      title: 'makes one webhook, however often it is set up',
      run: async () =>
        using(async (subscriber) => {
          for (let times = 0; times < 3; times += 1) expect(await subscriber.setUp()).toMatchObject({ status: 'configured' });
          expect(await subscriber.joined.hooks()).toEqual([URL]);
        }),
    },
    {
      title: 'makes a webhook again that is gone, and goes on to believe it',
      run: async () =>
        using(async (subscriber) => {
          await subscriber.setUp();
          await subscriber.joined.dropHooks();
          await subscriber.setUp();
          expect(await subscriber.joined.hooks()).toEqual([URL]);
          expect(await subscriber.read(await subscriber.joined.notify(URL))).not.toEqual([]);
        }),
    },
    {
      title: 'removes its webhook, also twice, and when there was none',
      run: async () =>
        using(async (subscriber) => {
          await subscriber.remove();
          await subscriber.setUp();
          await subscriber.remove();
          expect(await subscriber.joined.hooks()).toEqual([]);
          await subscriber.remove();
        }),
    },
  ];
}

function storedFirst(using: Using): ContractCase {
  return {
    title: 'stores what verifies events before the CRM can send one',
    run: async () =>
      using(async (subscriber) => {
        await subscriber.setUp();
        expect(subscriber.stores[0]).toMatchObject({ hooks: 0 });
        expect(await subscriber.read(await subscriber.joined.notify(URL), subscriber.stores[0]?.value)).not.toEqual([]);
      }),
  };
}

function shownOnce(using: Using): ContractCase {
  return {
    title: 'leaves no webhook behind whose secret could not be stored, and makes another the next time',
    run: async () =>
      using(async (subscriber) => {
        await expect(subscriber.setUp({ failsWithHooks: true })).rejects.toThrow('the vault is away');
        expect(await subscriber.joined.hooks()).toEqual([]);
        await subscriber.setUp();
        expect(await subscriber.joined.hooks()).toEqual([URL]);
        expect(await subscriber.read(await subscriber.joined.notify(URL))).not.toEqual([]);
      }),
  };
}

function verifyCases(
  using: Using,
  makeOther: () => Promise<Subscriber>,
  { signsBody = true, secretField }: Pick<DescribeCrmWebhooksOptions, 'signsBody' | 'secretField'>,
): readonly ContractCase[] {
  const withProof = secretField === undefined ? withHeaders : withField(secretField);
  const refuses = (title: string, alter: (request: Request) => Promise<Request> | Request): ContractCase => ({
    title,
    run: async () =>
      using(async (subscriber) => {
        await subscriber.setUp();
        const altered = await alter(await subscriber.joined.notify(URL));
        await expect(subscriber.read(altered)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
      }),
  });
  const altersBody = refuses('refuses an event whose body was altered', async (request) => {
    const body = await request.text();
    return new Request(request.url, { method: request.method, headers: request.headers, body: body.replace(/\d/, nextDigit) });
  });
  return [
    {
      title: 'reads an event of a changed person, under one id however often it is delivered',
      run: async () =>
        using(async (subscriber) => {
          await subscriber.setUp();
          const request = await subscriber.joined.notify(URL);
          const [events, again] = [await subscriber.read(request.clone()), await subscriber.read(request)];
          expect(crmEventSchema.array().safeParse(events).success).toBe(true);
          expect(events).not.toEqual([]);
          expect(again).toEqual(events);
        }),
    },
    refuses('refuses an event without a signature', (request) => withProof(request, () => undefined)),
    refuses('refuses an event with a signature of the right form that is wrong', (request) => withProof(request, rotateDigits)),
    ...(signsBody ? [altersBody] : []),
    {
      title: 'refuses an event that was signed with the secret of another integration',
      run: async () =>
        using(async (subscriber) => {
          const other = await makeOther();
          try {
            await subscriber.setUp();
            await other.setUp();
            const foreign = await other.joined.notify(URL);
            await expect(subscriber.read(foreign)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
          } finally {
            await other.close();
          }
        }),
    },
    {
      title: 'refuses every event while nothing is stored',
      run: async () =>
        using(async (subscriber) => {
          await subscriber.setUp();
          const request = await subscriber.joined.notify(URL);
          await expect(subscriber.read(request, null)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
        }),
    },
  ];
}

/** Sets webhooks up as the lifecycle does, and reads events as the webhook routes do. */
class Subscriber {
  readonly joined: CrmWebhooksUnderTest;
  /** Everything that was stored, and how many webhooks the CRM had at that moment. */
  readonly stores: { readonly value: JsonObject; readonly hooks: number }[] = [];

  constructor(joined: CrmWebhooksUnderTest) {
    this.joined = joined;
  }

  /** @param options - `failsWithHooks`: nothing can be stored once the CRM has a webhook. */
  async setUp({ failsWithHooks = false }: { readonly failsWithHooks?: boolean } = {}): Promise<WebhookSetupResult> {
    const vault = this.#vault();
    const store = async (value: JsonObject): Promise<void> => {
      if (failsWithHooks && (await this.joined.hooks()).length > 0) throw new Error('the vault is away');
      await vault.store(value);
    };
    return this.joined.integration.setupWebhooks({ url: URL, ...vault, store });
  }

  async remove(): Promise<void> {
    await this.joined.integration.removeWebhooks(this.#vault());
  }

  /** @param stored - What verifies it; `null`: nothing is stored. @defaultValue what was stored last */
  async read(request: Request, stored: JsonObject | null = this.stores.at(-1)?.value ?? null): Promise<readonly CrmEvent[]> {
    const { method, url, headers } = request;
    const rawBody = new Uint8Array(await request.arrayBuffer());
    return this.joined.integration.readWebhook({ method, url, headers, rawBody, stored: stored ?? undefined });
  }

  async close(): Promise<void> {
    await this.joined.close?.();
  }

  #vault(): { readonly stored: JsonObject | undefined; readonly store: (value: JsonObject) => Promise<void> } {
    return {
      stored: this.stores.at(-1)?.value,
      store: async (value) => void this.stores.push({ value, hooks: (await this.joined.hooks()).length }),
    };
  }
}

/** @returns the request with other headers; those that `change` returns `undefined` for are left out. */
async function withHeaders(request: Request, change: (value: string) => string | undefined): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of request.headers) {
    const changed = PLAIN_HEADERS.has(name) ? value : change(value);
    if (changed !== undefined) headers.set(name, changed);
  }
  return new Request(request.url, { method: request.method, headers, body: await request.arrayBuffer() });
}

/** As {@link withHeaders}, for a proof in the body. */
function withField(field: string): typeof withHeaders {
  return async (request, change) => {
    const { [field]: proof, ...rest } = (await request.json()) as Record<string, unknown>;
    const body = JSON.stringify({ ...rest, [field]: change(String(proof)) });
    return new Request(request.url, { method: request.method, headers: request.headers, body });
  };
}

/** Hexadecimal stays hexadecimal, base64 stays base64, and a time stays a number. */
function rotateDigits(value: string): string {
  return value.replaceAll(/[0-9a-f]/g, (digit) => ((Number.parseInt(digit, 16) + 1) % 16).toString(16));
}

function nextDigit(digit: string): string {
  return String((Number(digit) + 1) % 10);
}

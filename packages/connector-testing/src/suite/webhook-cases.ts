import type { JsonObject } from '@frigg-crm/core';
import type { CrmEvent, WebhookSetup, WebhookSetupResult } from '@frigg-crm/crm-base';
import { crmWebhookCases } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, letTimePass, type InWorld, type MakeWorld, type World } from './suite-case.ts';
import type { CrmFaults, WebhookProof } from './suite-options.ts';

const URL = 'https://app.example.test/webhooks/crm/acme/i1';

/** What a connector does with webhooks: `describeCrmWebhooks`, and what orders, refusals and odd bodies add. */
export function webhookCases(inWorld: InWorld, make: MakeWorld, proof: WebhookProof): readonly ContractCase[] {
  return [
    ...webhookContract(make, proof),
    {
      title: 'reads events in whatever order they come, each under an id of its own',
      run: inWorld({ people: 3 }, async (world) => {
        const hook = new Hook(world);
        await hook.setUp();
        const first = given(world.crm.webhooks).notify(URL);
        await world.clock.sleep(5000);
        const second = given(world.crm.webhooks).notify(URL);
        const events = [await hook.read(second.clone()), await hook.read(first.clone()), await hook.read(second)];
        const ids = events.map((each) => each.map(({ eventId }) => eventId));
        expect(ids[0]).toEqual(ids[2]);
        expect(ids[0]).not.toEqual(ids[1]);
      }),
    },
    ...['', 'null', '[]', '{', '{"a":1}'].map((body) => ({
      title: `refuses ${body === '' ? 'an empty body' : `the body ${body}`} behind the headers of a true event, with an error that says so`,
      run: inWorld({ people: 3 }, async (world) => {
        const hook = new Hook(world);
        await hook.setUp();
        const { url, method, headers } = given(world.crm.webhooks).notify(URL);
        const failure: unknown = await hook.read(new Request(url, { method, headers, body })).catch((error: unknown) => error);
        expect(['WEBHOOK_REFUSED', 'WEBHOOK_INVALID']).toContain((failure as { readonly code?: string }).code);
      }),
    })),
    ...refusals(inWorld),
  ];
}

function refusals(inWorld: InWorld): readonly ContractCase[] {
  return [
    {
      title: 'sets up at the next attempt what the CRM could not while it was away',
      run: inWorld({ people: 3 }, async (world) => {
        const hook = new Hook(world);
        world.opened.intercept = () => new Response('{}', { status: 503 });
        const outcome: unknown = await hook.setUp().catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ retryable: true });
        world.opened.intercept = () => undefined;
        expect(await hook.setUp()).toMatchObject({ status: 'configured' });
        expect(given(world.crm.webhooks).hooks()).toEqual([URL]);
        expect(await hook.read(given(world.crm.webhooks).notify(URL))).not.toEqual([]);
      }),
    },
    {
      title: 'says what to do where the CRM allows no webhooks, and lets the rest of the set-up go on',
      run: inWorld({ people: 3 }, async (world) => {
        const hook = new Hook(world);
        let refused = 0;
        world.opened.intercept = ({ url }) => {
          if (!/webhook|watch|hook|subscription/i.test(url)) return undefined;
          refused += 1;
          return new Response('{}', { status: 403 });
        };
        const result = await hook.setUp();
        // Where a person enters the address by hand, nothing is requested.
        if (refused > 0) expect(result).toMatchObject({ status: 'failed', code: expect.any(String) as string });
        else expect(result.status).toBe('configured');
      }),
    },
    {
      title: 'keeps its webhook and its secret when it is set up again after a restart',
      run: inWorld({ people: 3 }, async (world) => {
        const hook = new Hook(world);
        await hook.setUp();
        const request = given(world.crm.webhooks).notify(URL);
        await hook.setUp();
        expect(await hook.read(request)).not.toEqual([]);
      }),
    },
  ];
}

/** @returns the demands of `describeCrmWebhooks`, with these faults. */
export function webhookContract(make: MakeWorld, proof: WebhookProof, faults?: CrmFaults): readonly ContractCase[] {
  const cases = crmWebhookCases({
    ...proof,
    async make() {
      const { webhookMethods, crm, clock } = await make({ people: 3, faults });
      const end = letTimePass(clock);
      return {
        integration: webhookMethods,
        hooks: () => given(crm.webhooks).hooks(),
        dropHooks: () => given(crm.webhooks).drop(),
        notify: (url) => given(crm.webhooks).notify(url),
        close: end,
      };
    },
  });
  return cases.map(({ title, run }) => ({ title: faults === undefined ? title : `with faults: ${title}`, run }));
}

/** Sets webhooks up and reads events as the engine does. */
class Hook {
  readonly #world: World;
  #stored: JsonObject | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  async setUp(): Promise<WebhookSetupResult> {
    const setup: WebhookSetup = {
      url: URL,
      stored: this.#stored,
      store: async (value) => {
        this.#stored = value;
      },
    };
    return this.#world.webhookMethods.setupWebhooks(setup);
  }

  async read(request: Request): Promise<readonly CrmEvent[]> {
    const { method, url, headers } = request;
    const rawBody = new Uint8Array(await request.arrayBuffer());
    return this.#world.webhookMethods.readWebhook({ method, url, headers, rawBody, stored: this.#stored });
  }
}

import { connectAccount, startApp, type App } from '@frigg-crm/connector-testing';
import { silentLogger, type Integration } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import { withFaults } from '@frigg-crm/http/sandbox';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { SandboxChannel } from '../sandbox/sandbox-channels.ts';
import { createZohoSandbox, type ZohoSandbox } from '../sandbox/create-zoho-sandbox.ts';
import { ZohoIntegration } from '../zoho-integration.ts';
import { completeZohoAuthorization, openZohoClient, zohoOAuthProvider } from '../zoho-oauth-provider.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Zoho is well. */
export const NO_FAULTS = { rateLimited: 0, unavailable: 0, lostAnswer: 0, truncated: 0, hanging: 0 };

/** Shares of requests to Zoho that fail; of `hanging` ones no response comes before the connection breaks. */
type Faults = typeof NO_FAULTS;

/** What happens to a connection, and how long it then goes on. */
interface Turn {
  readonly what: 'nothing' | 'channel lost' | 'access revoked' | 'reconnected' | 'faults' | 'no faults';
  readonly faults: Faults;
  readonly hours: number;
  /** Whether the program runs meanwhile. */
  readonly isUp: boolean;
}

const share = fc.constantFrom(0, 0, 0.1, 0.4);

/** Eight weeks of a connection. */
export const weeks: fc.Arbitrary<{ readonly seed: number; readonly turns: readonly Turn[] }> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  turns: fc.array(
    fc.record({
      what: fc.constantFrom('nothing', 'channel lost', 'access revoked', 'reconnected', 'faults', 'no faults'),
      faults: fc.record({ rateLimited: share, unavailable: share, lostAnswer: share, truncated: share, hanging: share }),
      hours: fc.integer({ min: 1, max: 240 }),
      isUp: fc.boolean(),
    }),
    { minLength: 3, maxLength: 12 },
  ),
});

/** A connection whose lifecycle is driven by hand, over weeks. */
class Connection {
  readonly clock: VirtualClock = createVirtualClock();
  readonly sandbox: ZohoSandbox = createZohoSandbox({ clock: this.clock, contacts: 0, accounts: 0, deliver: async () => new Response() });
  readonly #provider = zohoOAuthProvider(this.sandbox);
  readonly #fetch: Fetch;
  readonly #app: App;
  faults: Faults = NO_FAULTS;
  /** Since the last check nothing was in the way of the channel, and that check was good. */
  #isCalm = false;

  constructor(seed: number) {
    const { clock, sandbox } = this;
    const random = createSeededRandom(seed);
    this.#fetch = async (request) => {
      if (random() < this.faults.hanging) return hang(clock, request.signal);
      return withFaults(sandbox.fetch, { ...this.faults, random, clock })(request);
    };
    this.#app = startApp({
      connector: 'zoho',
      clock,
      logger: silentLogger,
      quo: { baseUrl: 'https://quo.example.test', fetch: createQuoSandbox({ clock, requestsPerSecond: 1000 }).fetch },
      appUrl: () => 'https://app.example.test',
      runsByItself: false,
      // Rarer than in programs: it is the renewal that is tested, and weeks of checks take seconds.
      lifecycle: { checkEveryMs: 48 * HOUR_MS, checkSoonMs: 12 * HOUR_MS },
      openIntegration: async ({ vault, integrationId, dependencies }) => {
        const client = await openZohoClient({ provider: this.#provider, vault, integrationId, clock, fetch: this.#fetch });
        return new ZohoIntegration({ ...dependencies, client });
      },
    });
  }

  get live(): readonly SandboxChannel[] {
    return this.sandbox.channels.live;
  }

  async record(): Promise<Integration> {
    const record = await this.#app.services.integrations.findById('i1');
    if (record === undefined) throw new Error('the integration is gone');
    return record;
  }

  async storedExpiryMs(): Promise<number> {
    const stored = await this.#app.vault.read({ integrationId: 'i1', name: 'crm-webhooks' });
    const expiresAt = stored?.value['expiresAt'];
    return typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  }

  /** The owner connects the account, again too. */
  async connect(): Promise<void> {
    this.sandbox.tokens.connect();
    const { vault, services } = this.#app;
    await connectAccount({
      provider: this.#provider,
      vault,
      clock: this.clock,
      fetch: this.sandbox.fetch,
      integrationId: 'i1',
      complete: completeZohoAuthorization,
    });
    if ((await services.integrations.findById('i1')) === undefined) await this.#app.createIntegration('i1');
    else await services.lifecycle.recheck('i1');
  }

  async happen({ what, faults }: Turn): Promise<void> {
    if (what !== 'nothing') this.#isCalm = false;
    if (what === 'channel lost') for (const { channel_id: id } of this.live) this.sandbox.channels.forget(id);
    if (what === 'access revoked') this.sandbox.tokens.disconnect();
    if (what === 'reconnected') await this.connect();
    if (what === 'faults') this.faults = faults;
    if (what === 'no faults') this.faults = NO_FAULTS;
  }

  /** Time passes, and each check is made when it is due. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.now() + ms;
    for (;;) {
      const dueMs = Date.parse((await this.record()).dueAt ?? '');
      expect(dueMs).not.toBeNaN();
      if (dueMs > untilMs) break;
      await this.clock.advance(Math.max(0, dueMs - this.clock.now()));
      if (this.#isCalm) expect(this.live).toHaveLength(1);
      await this.clock.runUntil(this.#app.services.lifecycle.reconcile('i1'));
      const { messages, setUpAt } = await this.record();
      this.#isCalm = messages.length === 0 && setUpAt !== null && this.faults === NO_FAULTS;
    }
    await this.clock.advance(Math.max(0, untilMs - this.clock.now()));
  }

  /** Time passes while no program runs. */
  async standStill(ms: number): Promise<void> {
    this.#isCalm = false;
    await this.clock.advance(ms);
  }
}

async function hang(clock: VirtualClock, signal: AbortSignal): Promise<never> {
  await clock.sleep(600_000, { signal });
  throw new TypeError('fetch failed');
}

/**
 * Runs the weeks, then lets Zoho and the program be well for three days.
 * @throws {AssertionError} when a channel ends between two good checks, or when there is not exactly one live channel at
 * the end, with the settings of the first, whose renewal is due before it ends.
 */
export async function expectChannelSurvives({ seed, turns }: { readonly seed: number; readonly turns: readonly Turn[] }): Promise<void> {
  const connection = new Connection(seed);
  await connection.connect();
  await connection.pass(HOUR_MS);
  const endMs = connection.clock.now() + 8 * WEEK_MS;
  const [first] = connection.live;
  for (const turn of turns) {
    await connection.happen(turn);
    await (turn.isUp ? connection.pass(turn.hours * HOUR_MS) : connection.standStill(turn.hours * HOUR_MS));
  }
  await connection.pass(Math.max(0, endMs - connection.clock.now()));
  connection.faults = NO_FAULTS;
  await connection.connect();
  await connection.pass(3 * 24 * HOUR_MS);
  const { live, clock } = connection;
  const { expiresAtMs: _old, ...settings } = first!;
  expect(live).toMatchObject([settings]);
  const [{ expiresAtMs } = { expiresAtMs: 0 }] = live;
  const { dueAt, status, messages } = await connection.record();
  expect({ status, messages }).toEqual({ status: 'ENABLED', messages: [] });
  expect(await connection.storedExpiryMs()).toBe(expiresAtMs);
  expect(Date.parse(dueAt ?? '')).toBeGreaterThan(clock.now());
  expect(Date.parse(dueAt ?? '')).toBeLessThan(expiresAtMs);
  await connection.pass(WEEK_MS);
  expect(connection.live).toMatchObject([settings]);
}

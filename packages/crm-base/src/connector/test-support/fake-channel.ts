import { ApiRefusedError, ApiUnavailableError, hasStatus } from '@frigg-crm/http';
import type { Clock } from '@frigg-crm/core';
import * as z from 'zod';
import type { WebhookChannel } from '../webhooks/webhook-channel.ts';

/** A webhook of a fake CRM. */
export interface FakeWebhook {
  readonly id: string;
  readonly url: string;
  readonly key: string;
  readonly isActive: boolean;
  readonly expiresAt: string | null;
}

export const fakeSecretSchema = z.object({ account: z.string(), key: z.string().optional() });
export type FakeSecret = z.output<typeof fakeSecretSchema>;

/** A CRM whose webhooks may expire, and what was requested of it. */
export interface FakeChannel {
  readonly channel: WebhookChannel<FakeWebhook, FakeSecret>;
  readonly hooks: Map<string, FakeWebhook>;
  /** Such as `create 1`. */
  readonly calls: string[];
  /** Fails a call when it returns an error. */
  before: (call: string) => Error | undefined;
}

export interface FakeChannelOptions {
  readonly clock: Clock;
  /** @defaultValue webhooks do not expire */
  readonly lifetimeMs?: number;
  /** The id of every webhook, chosen by us. @defaultValue the CRM numbers them */
  readonly chosenId?: string;
  /** The CRM makes the key, and returns it once. @defaultValue false */
  readonly returnsKeyOnce?: boolean;
  readonly limit?: number;
}

export const refusal = (status: number, apiCode = 'REFUSED'): Error =>
  new ApiRefusedError({ api: 'Acme', operation: 'POST /hooks', status, apiCode });
export const unavailable = (): Error => new ApiUnavailableError({ api: 'Acme', operation: 'POST /hooks', status: 503 });

/** Makes such a CRM. */
export function createFakeChannel({ clock, lifetimeMs, chosenId, returnsKeyOnce = false, limit = 3 }: FakeChannelOptions): FakeChannel {
  let count = 0;
  const expiry = (): string | null => (lifetimeMs === undefined ? null : new Date(clock.now() + lifetimeMs).toISOString());
  const enter = (call: string): void => {
    fake.calls.push(call);
    const error = fake.before(call);
    if (error !== undefined) throw error;
  };
  const fake: FakeChannel = {
    hooks: new Map(),
    calls: [],
    before: () => undefined,
    channel: {
      crm: 'Acme',
      choosesIds: chosenId !== undefined,
      async list() {
        enter('list');
        return [...fake.hooks.values()].filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > clock.now());
      },
      async create({ url, secret }) {
        const id = chosenId ?? String(count + 1);
        enter(`create ${id}`);
        if (fake.hooks.size >= limit) throw refusal(422);
        if (fake.hooks.has(id)) throw refusal(400, 'DUPLICATE');
        count += 1;
        const hook = { id, url, key: returnsKeyOnce ? `made-by-crm-${count}` : (secret.key ?? ''), isActive: true, expiresAt: expiry() };
        fake.hooks.set(id, hook);
        return { id, expiresAt: hook.expiresAt, ...(returnsKeyOnce && { secret: { key: hook.key } }) };
      },
      async renew({ id }) {
        enter(`renew ${id}`);
        const hook = fake.hooks.get(id);
        if (hook === undefined) throw refusal(400, 'NOT_SUBSCRIBED');
        fake.hooks.set(id, { ...hook, expiresAt: expiry() });
        return { id, expiresAt: expiry() };
      },
      async remove(id) {
        enter(`remove ${id}`);
        fake.hooks.delete(id);
      },
      isWanted: ({ url, key, isActive }, wanted) => isActive && url === wanted.url && key === wanted.secret.key,
      urlOf: ({ url }) => url,
      isAtLimit: (error) => hasStatus(error, 422),
      refusalOf: (error) => (hasStatus(error, 403, 422) ? { reason: 'not-taken', message: 'Acme takes no webhook' } : undefined),
    },
  };
  return fake;
}

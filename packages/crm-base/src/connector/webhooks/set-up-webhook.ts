import { systemClock, type CallOptions, type Clock, type JsonObject, type Logger } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { withoutUndefined } from '@frigg-crm/http';
import * as z from 'zod';
import type { WebhookSetup, WebhookSetupResult } from '../crm-webhooks.ts';
import { RENEW_BEFORE_MS, ownWebhooks, reconcileWebhook, type ReconciledWebhook } from './reconcile-webhook.ts';
import type { ListedWebhook, WebhookChannel } from './webhook-channel.ts';

/** A refusal to set up at all, such as for another account. */
type FailedSetup = Extract<WebhookSetupResult, { status: 'failed' }>;

/** What is stored of the webhook of a connection: its secret, and what was made. */
export type StoredWebhook<Secret> = Secret & {
  readonly webhookIds: readonly string[];
  /** ISO 8601. */
  readonly expiresAt?: string | undefined;
};

/** How the one webhook of a connection is set up. */
export interface WebhookSetUpPlan<Listed extends ListedWebhook, Secret extends object> {
  readonly channel: WebhookChannel<Listed, Secret>;
  /** The secret as it is stored; what an earlier version has stored may have another shape and then counts as nothing. */
  readonly secretSchema: z.ZodType<Secret>;
  /**
   * Checks the account and makes the secret.
   * @param known - What is stored.
   * @returns `known` unless there is none, or why nothing may be set up.
   */
  readonly prepare: (known: Secret | undefined, options: CallOptions & { readonly url: string }) => Promise<Secret | FailedSetup>;
  /** @returns the id of the account that is connected now, where the webhook belongs to one. @defaultValue it belongs to none */
  readonly accountId?: ((options: CallOptions) => Promise<string>) | undefined;
  /** Fetches the persons who changed while no event could come. Must be durable when it resolves, and may be repeated. */
  readonly catchUp: (options: CallOptions) => Promise<void>;
  /** @defaultValue as in `reconcileWebhook` */
  readonly renewBeforeMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const idsSchema = z.object({ webhookIds: z.array(z.string()), expiresAt: z.string().optional().catch(undefined) });

/** @returns what an earlier set-up has stored; `undefined`: nothing that can be used. */
export function readStoredWebhook<Secret extends object>(
  secretSchema: z.ZodType<Secret>,
  stored: JsonObject | undefined,
): StoredWebhook<Secret> | undefined {
  const [secret, ids] = [secretSchema.safeParse(stored).data, idsSchema.safeParse(stored).data];
  return secret === undefined || ids === undefined ? undefined : { ...secret, ...ids };
}

/**
 * Sets up the one webhook of a connection, for `setupWebhooks`; may be repeated at any time. What proves who sends is
 * stored before the CRM knows it. A webhook that was not known to an earlier set-up is stored after the catch-up: a
 * program that crashes in between begins with both again.
 */
export async function setUpWebhook<Listed extends ListedWebhook, Secret extends object>(
  plan: WebhookSetUpPlan<Listed, Secret>,
  { url, stored: before, store, assertHeld, signal }: WebhookSetup,
): Promise<WebhookSetupResult> {
  const { channel, catchUp, clock = systemClock, logger, renewBeforeMs = RENEW_BEFORE_MS } = plan;
  const known = readStoredWebhook(plan.secretSchema, before);
  const { webhookIds: knownIds = [], expiresAt: _old, ...knownSecret } = known ?? {};
  const prepared = await plan.prepare(known === undefined ? undefined : (knownSecret as unknown as Secret), { url, signal });
  if (isFailed(prepared)) return prepared;
  let secret: Secret = prepared;
  const write = async (webhookIds: readonly string[], expiresAt?: string): Promise<void> =>
    store(withoutUndefined({ ...secret, webhookIds: [...webhookIds], expiresAt }) as JsonObject);
  if (known === undefined || !isSame(secret, knownSecret)) await write(knownIds);
  const result = await reconcileWebhook(channel, {
    url,
    secret,
    webhookIds: knownIds,
    renewBeforeMs,
    clock,
    logger,
    signal,
    async beforeCreate(left) {
      await assertHeld?.();
      if (channel.choosesIds === true && knownIds.length > 0) await write(left.filter((id) => !knownIds.includes(id)));
    },
    async onCreate(created) {
      await assertHeld?.();
      if (created.secret === undefined) return;
      secret = { ...secret, ...created.secret };
      // Its id comes after the catch-up: until then it is one of those that are not known.
      await write(knownIds);
    },
  });
  return finish(result, {
    write,
    knownIds,
    knownExpiry: known?.expiresAt,
    isFirst: known === undefined,
    catchUp,
    signal,
    crm: channel.crm,
    clock,
    renewBeforeMs,
  });
}

interface Finish extends CallOptions {
  readonly write: (ids: readonly string[], expiresAt?: string) => Promise<void>;
  readonly knownIds: readonly string[];
  readonly knownExpiry: string | undefined;
  readonly isFirst: boolean;
  readonly catchUp: (options: CallOptions) => Promise<void>;
  readonly crm: string;
  readonly clock: Clock;
  readonly renewBeforeMs: number;
}

async function finish(result: ReconciledWebhook, context: Finish): Promise<WebhookSetupResult> {
  const { write, knownIds, knownExpiry, isFirst, catchUp, crm, signal } = context;
  if (result.kind === 'refused') {
    if (!isSame(result.ids, knownIds)) await write(result.ids);
    const code = `${crm.toUpperCase()}_WEBHOOK_${result.reason.toUpperCase().replaceAll('-', '_')}`;
    return { status: 'failed', code, message: result.message };
  }
  const isUnknown = result.isNew || !knownIds.includes(result.webhookId);
  if (!isFirst && isUnknown) await catchUp({ signal });
  if (!isSame(result.ids, knownIds) || result.expiresAt !== knownExpiry || result.isNew) await write(result.ids, result.expiresAt);
  if (result.expiresAt === undefined) return { status: 'configured' };
  // Half of what is left where that is short: an API that gives less than was requested must not end it between two checks.
  const [now, expiresAtMs] = [context.clock.now(), Date.parse(result.expiresAt)];
  const aheadMs = Math.min(context.renewBeforeMs, Math.max(0, expiresAtMs - now) / 2);
  return { status: 'configured', renewBy: toIso(expiresAtMs - aheadMs) };
}

/** Ends the webhooks of a connection, for `removeWebhooks`, those too whose creation was never confirmed; what is gone is gone. */
export async function removeWebhook<Listed extends ListedWebhook, Secret extends object>(
  { channel, secretSchema }: Pick<WebhookSetUpPlan<Listed, Secret>, 'channel' | 'secretSchema'>,
  { stored, signal }: Pick<WebhookSetup, 'stored' | 'signal'>,
): Promise<void> {
  const known = readStoredWebhook(secretSchema, stored);
  if (known === undefined) return;
  const wanted = { url: '', secret: known as Secret, webhookIds: known.webhookIds };
  for (const { id } of ownWebhooks(channel, await channel.list(wanted, { signal }), wanted)) await channel.remove(id, { signal });
}

function isFailed(prepared: object): prepared is FailedSetup {
  return 'status' in prepared && prepared.status === 'failed' && 'message' in prepared;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(toSorted(one)) === JSON.stringify(toSorted(other));
}

/** The order of ids and of keys says nothing. */
function toSorted(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as string[])].sort();
  return Object.entries(value as object).sort(([one], [other]) => (one < other ? -1 : 1));
}

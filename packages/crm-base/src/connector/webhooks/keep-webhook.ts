import type { CallOptions, JsonObject } from '@frigg-crm/core';
import { hasStatus, isForbidden, type ApiError } from '@frigg-crm/http';
import type { WebhookSetup, WebhookSetupResult } from '../crm-webhooks.ts';
import { readStoredWebhook, removeWebhook, setUpWebhook, type StoredWebhook, type WebhookSetUpPlan } from './set-up-webhook.ts';
import type { ListedWebhook, WebhookRefusal } from './webhook-channel.ts';

/** The one webhook of a connection. */
export interface KeptWebhook<Secret extends object> {
  /** As {@link setUpWebhook} does it. */
  setUp(setup: WebhookSetup): Promise<WebhookSetupResult>;
  /** As {@link removeWebhook} does it. */
  remove(setup: Pick<WebhookSetup, 'stored' | 'signal'>): Promise<void>;
  /** @returns what an earlier set-up has stored; `undefined`: nothing that can be used. */
  read(stored: JsonObject | undefined): StoredWebhook<Secret> | undefined;
  /** The account that it belongs to, as in the plan. */
  readonly accountId?: ((options: CallOptions) => Promise<string>) | undefined;
}

/** Joins the three things that a connector does with its webhook, for `ClientIntegration.webhook`. */
export function keepWebhook<Listed extends ListedWebhook, Secret extends object>(
  plan: WebhookSetUpPlan<Listed, Secret>,
): KeptWebhook<Secret> {
  return {
    setUp: async (setup) => setUpWebhook(plan, setup),
    remove: async (setup) => removeWebhook(plan, setup),
    read: (stored) => readStoredWebhook(plan.secretSchema, stored),
    accountId: plan.accountId,
  };
}

/** Options of {@link forAccount}. */
export interface ForAccountOptions<Key extends string, Secret extends Readonly<Record<Key, string>>> {
  /** The CRM's name, as in the channel: with `kind` it makes the code, such as `PIPEDRIVE_COMPANY_CHANGED`. */
  readonly crm: string;
  /** What an account is called in the CRM, such as `company`. */
  readonly kind: string;
  /** Where the secret has the id of the account. */
  readonly key: Key;
  /** @returns the id of the account that is connected now. */
  readonly accountId: (options: CallOptions) => Promise<string>;
  /** Makes the rest of the secret, from what is known of it. @defaultValue `known` */
  readonly create: (
    known: Secret | undefined,
    options: CallOptions & { readonly url: string },
  ) => Promise<Omit<Secret, Key>> | Omit<Secret, Key>;
}

/**
 * Makes the `prepare` of a plan whose secret belongs to one account. For another account nothing is changed: whom an
 * integration holds, and what others call it, are of its account.
 */
export function forAccount<Key extends string, Secret extends Readonly<Record<Key, string>>>(
  options: ForAccountOptions<Key, Secret>,
): WebhookSetUpPlan<ListedWebhook, Secret>['prepare'] {
  const { crm, kind, key, accountId, create } = options;
  return async (known, call) => {
    const id = await accountId(call);
    if (known === undefined || known[key] === id) return { ...(await create(known, call)), [key]: id } as unknown as Secret;
    const what = `${kind} of ${crm}`;
    const message = `The account that is connected now is of another ${what}: delete this integration and connect the new ${kind} as another one`;
    return { status: 'failed', code: `${crm}_${kind}_CHANGED`.toUpperCase(), message };
  };
}

/** What the owner of a connection can do when a CRM refuses its webhook: sentences behind the name of the CRM. */
export interface WebhookRefusals {
  /** Beside 403, codes that mean: the app may not make webhooks. @defaultValue none */
  readonly forbiddenCodes?: readonly string[] | undefined;
  readonly forbidden: string;
  /** What 422 means. @defaultValue a refusal like others */
  readonly limitReached?: string | undefined;
  /** The field of the address, and what its refusal means. @defaultValue a refusal like others */
  readonly url?: { readonly field: string; readonly message: string } | undefined;
  /** Any other refusal of this request. */
  readonly refused: string;
  /** Statuses that are a refusal; others are no answer, and thrown. @defaultValue all */
  readonly statuses?: readonly number[] | undefined;
}

/** Makes the `refusalOf` of a channel. A response that cannot be read says nothing of the webhook, whatever its status. */
export function readWebhookRefusal(crm: string, refusals: WebhookRefusals): (error: ApiError) => WebhookRefusal | undefined {
  const { forbiddenCodes = [], forbidden, limitReached, url, refused, statuses } = refusals;
  return (error) => {
    const refusal = (reason: string, message: string): WebhookRefusal => ({ reason, message: `${crm} ${message}` });
    if (isForbidden(error) || forbiddenCodes.includes(error.apiCode ?? '')) return refusal('forbidden', forbidden);
    if (limitReached !== undefined && hasStatus(error, 422)) return refusal('limit-reached', limitReached);
    if (error.code !== 'API_REFUSED' || (statuses !== undefined && !hasStatus(error, ...statuses))) return undefined;
    return url !== undefined && error.fields.includes(url.field) ? refusal('url-refused', url.message) : refusal('refused', refused);
  };
}

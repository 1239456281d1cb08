import { FriggCrmError, silentLogger, systemClock, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { CreatedWebhook, ListedWebhook, WantedWebhook, WebhookChannel, WebhookRefusal } from './webhook-channel.ts';

/** Options of {@link reconcileWebhook}. */
export interface ReconcileWebhookOptions<Secret extends object> extends CallOptions, WantedWebhook<Secret> {
  /** Called before a webhook is made, with the ids of ours that are left, so that a lost one is not taken for a live one after a crash. */
  readonly beforeCreate?: ((left: readonly string[]) => Promise<void>) | undefined;
  /** Called with a webhook as soon as it is made, before anything else. When it fails, the webhook is removed again. */
  readonly onCreate?: ((created: CreatedWebhook<Secret>) => Promise<void>) | undefined;
  /** How long before its expiry a webhook is renewed, in milliseconds. @defaultValue 259_200_000, three days: each daily check has another chance */
  readonly renewBeforeMs?: number | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
}

/** What became of it. Without a webhook everything works but live updates: show the message to the owner. */
export type ReconciledWebhook =
  | {
      readonly kind: 'ready';
      readonly webhookId: string;
      /** Events may have been missed before: catch up. */
      readonly isNew: boolean;
      /** All ids to store: this one, and old ones that could not be removed. */
      readonly ids: readonly string[];
      /** ISO 8601; `undefined`: it does not expire. */
      readonly expiresAt: string | undefined;
    }
  | ({ readonly kind: 'refused'; readonly ids: readonly string[] } & WebhookRefusal);

/** Three days: each daily check has another chance. */
export const RENEW_BEFORE_MS = 3 * 24 * 3_600_000;

type Kept = Pick<Extract<ReconciledWebhook, { kind: 'ready' }>, 'webhookId' | 'isNew' | 'expiresAt'>;

/**
 * Ensures that a connection has its one webhook: keeps what is right, renews what expires soon, makes what is missing, and
 * removes old ones of ours afterwards, or before where there is no room. May be called at any time; webhooks of others are
 * left alone.
 * @throws {ApiError} when it may succeed later, or when the connection itself is refused.
 */
export async function reconcileWebhook<Listed extends ListedWebhook, Secret extends object>(
  channel: WebhookChannel<Listed, Secret>,
  options: ReconcileWebhookOptions<Secret>,
): Promise<ReconciledWebhook> {
  const work = new Reconciliation(channel, options);
  try {
    const kept = await work.keepOrCreate();
    await work.removeOld(kept.webhookId);
    return { kind: 'ready', ...kept, ids: [kept.webhookId, ...work.old] };
  } catch (error) {
    const refusal = ApiError.is(error) ? channel.refusalOf?.(error) : undefined;
    if (refusal === undefined) throw error;
    return { kind: 'refused', ...refusal, ids: work.old };
  }
}

/** @returns those of a list that were made for the connection. */
export function ownWebhooks<Listed extends ListedWebhook, Secret extends object>(
  channel: WebhookChannel<Listed, Secret>,
  existing: readonly Listed[],
  wanted: WantedWebhook<Secret>,
): readonly Listed[] {
  return existing.filter((webhook) => wanted.webhookIds.includes(webhook.id) || channel.isOurs?.(webhook, wanted) === true);
}

class Reconciliation<Listed extends ListedWebhook, Secret extends object> {
  readonly #channel: WebhookChannel<Listed, Secret>;
  readonly #options: ReconcileWebhookOptions<Secret>;
  readonly #call: CallOptions;
  /** Ids of ours that have to go. */
  old: readonly string[];

  constructor(channel: WebhookChannel<Listed, Secret>, options: ReconcileWebhookOptions<Secret>) {
    this.#channel = channel;
    this.#options = options;
    this.#call = { signal: options.signal };
    this.old = options.webhookIds;
  }

  async keepOrCreate(): Promise<Kept> {
    const existing = await this.#channel.list(this.#options, this.#call);
    const own = ownWebhooks(this.#channel, existing, this.#options);
    const kept = own.find((webhook) => this.#channel.isWanted(webhook, this.#options));
    const isAtOurs = (webhook: Listed): boolean => this.#channel.urlOf?.(webhook) === this.#options.url;
    const replaced = existing.filter((webhook) => own.includes(webhook) || isAtOurs(webhook));
    this.old = replaced.map(({ id }) => id).filter((id) => id !== kept?.id);
    return (kept === undefined ? undefined : await this.#keep(kept)) ?? this.#create();
  }

  /** @returns `undefined` for one that cannot be renewed and has to be made again. */
  async #keep(webhook: Listed): Promise<Kept | undefined> {
    const { renewBeforeMs = RENEW_BEFORE_MS, clock = systemClock } = this.#options;
    const { id: webhookId, expiresAt } = webhook;
    if (expiresAt == null) return { webhookId, isNew: false, expiresAt: undefined };
    const leftMs = Date.parse(expiresAt) - clock.now();
    if (leftMs > renewBeforeMs) return { webhookId, isNew: false, expiresAt };
    if (leftMs > 0 && this.#channel.renew !== undefined) {
      try {
        const renewed = await this.#channel.renew(webhook, this.#options, this.#call);
        return { webhookId: renewed.id, isNew: false, expiresAt: renewed.expiresAt ?? undefined };
      } catch (error) {
        // Not subscribed any more, or a state that only a new one ends. What may succeed later is tried again as it is.
        if (!ApiError.is(error) || error.code !== 'API_REFUSED') throw error;
        this.#warn({ webhookId, code: error.code }, 'a webhook could not be renewed and is made again');
      }
    }
    this.old = [webhookId, ...this.old];
    return undefined;
  }

  async #create(): Promise<Kept> {
    await this.#options.beforeCreate?.(this.old);
    const created = await this.#createInRoom();
    try {
      await this.#options.onCreate?.(created);
    } catch (error) {
      // Nothing could verify its events: the key of a webhook may be returned only once.
      await this.#channel.remove(created.id, {}).catch(() => undefined);
      throw error;
    }
    return { webhookId: created.id, isNew: true, expiresAt: created.expiresAt ?? undefined };
  }

  /** Our own old ones make room at the limit of webhooks, and where one with the same id is in the way. */
  async #createInRoom(): Promise<CreatedWebhook<Secret>> {
    try {
      return await this.#channel.create(this.#options, this.#call);
    } catch (error) {
      if (!ApiError.is(error) || this.old.length === 0 || !this.#mayNeedRoom(error)) throw error;
      await this.removeOld();
      return this.#channel.create(this.#options, this.#call);
    }
  }

  #mayNeedRoom(error: ApiError): boolean {
    if (this.#channel.isAtLimit?.(error) === true) return true;
    return this.#channel.choosesIds === true && error.code === 'API_REFUSED';
  }

  /** What cannot be removed stays among the old ones. The new webhook works already: that an old one stays is not worth losing it. */
  async removeOld(live?: string): Promise<void> {
    const left: string[] = [];
    for (const id of this.old.filter((each) => each !== live)) {
      try {
        await this.#channel.remove(id, this.#call);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (!FriggCrmError.is(error)) throw error;
        this.#warn({ webhookId: id, code: error.code }, `an old webhook of ${this.#channel.crm} could not be removed`);
        left.push(id);
      }
    }
    this.old = left;
  }

  #warn(fields: Readonly<Record<string, string>>, text: string): void {
    (this.#options.logger ?? silentLogger).warn(fields, text);
  }
}

import type { Clock } from '@frigg-crm/core';
import type { Fetch } from '@frigg-crm/http';
import { SandboxDeliveries, findBodyProblem, rules, signHmac, type SandboxRoute } from '@frigg-crm/http/sandbox';
import type { PersonChange } from './person-store.ts';
import { invalid, notFound, success } from './sandbox-answers.ts';
import { attributeIdOf, objectIdOf, toSandboxId } from './sandbox-ids.ts';
import { toWireTime } from './sandbox-person.ts';

interface Condition {
  readonly field: string;
  readonly operator: 'equals' | 'not_equals';
  readonly value: string;
}

interface Subscription {
  readonly event_type: string;
  readonly filter: { readonly $and?: readonly Condition[]; readonly $or?: readonly Condition[] } | null;
}

/** A webhook of a sandbox. */
export interface SandboxWebhook {
  readonly id: string;
  readonly target_url: string;
  readonly subscriptions: readonly Subscription[];
  readonly secret: string;
  readonly status: 'active' | 'degraded' | 'inactive';
  readonly createdAtMs: number;
}

/** An event on its way: its key is the same on each attempt. */
export interface SandboxEvent {
  readonly key: string;
  readonly body: string;
}

/** What {@link SandboxWebhooks} works with. */
export interface SandboxWebhooksOptions {
  readonly clock: Clock;
  /** Receives what is delivered. @defaultValue globalThis.fetch */
  readonly deliver?: Fetch | undefined;
  /** Whether the response to a creation has the secret. @defaultValue true */
  readonly sendsSecret?: boolean | undefined;
  /** Whether events may go to this machine, without encryption. Attio itself takes https only. @defaultValue false */
  readonly acceptsLoopback?: boolean | undefined;
}

const HTTPS = /^https:\/\/./;
const LOOPBACK_TOO = /^https:\/\/.|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/;

const EVENT_TYPES = ['record.created', 'record.updated', 'record.deleted', 'record.merged', 'note.created', 'note.updated'];
/** Ten retries, with growing pauses, over about three days (Attio, Webhooks, Delivery). */
const RETRY_DELAYS_MS = [1, 5, 15, 60, 240, 720, 1440, 2880, 5760, 11_520].map((quarters) => quarters * 15_000);

/** Webhooks of a sandbox: nothing is sent before `flush`. */
export class SandboxWebhooks {
  readonly #options: SandboxWebhooksOptions;
  readonly #webhooks = new Map<string, SandboxWebhook>();
  readonly #deliveries: SandboxDeliveries<SandboxEvent>;
  #made = 0;
  #emitted = 0;

  constructor(options: SandboxWebhooksOptions) {
    this.#options = options;
    const { clock, deliver } = options;
    const toRequest = ({ webhookId, event }: { readonly webhookId: string; readonly event: SandboxEvent }): Request | undefined =>
      this.toRequest(webhookId, event);
    this.#deliveries = new SandboxDeliveries({ clock, deliver, retryDelaysMs: RETRY_DELAYS_MS, toRequest });
  }

  get all(): readonly SandboxWebhook[] {
    return [...this.#webhooks.values()];
  }

  /** Every event so far. */
  get events(): readonly SandboxEvent[] {
    return this.#deliveries.events;
  }

  /** How many deliveries no receiver has accepted yet. */
  get pending(): number {
    return this.#deliveries.pending.length;
  }

  /** Delivers what is due. @returns how many were accepted. */
  async flush(): Promise<number> {
    return this.#deliveries.flush();
  }

  /** Attio removes a webhook by itself, or sets it inactive. */
  forget(id: string): void {
    this.#webhooks.delete(id);
  }

  setStatus(id: string, status: SandboxWebhook['status']): void {
    const webhook = this.#webhooks.get(id);
    if (webhook !== undefined) this.#webhooks.set(id, { ...webhook, status });
  }

  /** Queues an event of a person for each webhook that subscribes to it. */
  emitPerson({ type, number, attribute, duplicate }: PersonChange): void {
    const ids = { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf('people') };
    this.emit({
      event_type: type,
      id: { ...ids, record_id: toSandboxId('person', number), ...(attribute !== undefined && { attribute_id: attributeIdOf(attribute) }) },
      ...(duplicate !== undefined && { duplicate_object_id: ids.object_id, duplicate_record_id: toSandboxId('person', duplicate) }),
      actor: { type: 'workspace-member', id: toSandboxId('member', 1) },
    });
  }

  /** Queues any event. */
  emit(event: { readonly event_type: string; readonly id: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>): void {
    for (const { id, status, subscriptions } of this.#webhooks.values()) {
      const isWanted = subscriptions.some(({ event_type: type, filter }) => type === event.event_type && passes(filter, event.id));
      if (status === 'inactive' || !isWanted) continue;
      this.#emitted += 1;
      this.#deliveries.emit(id, { key: toSandboxId('key', this.#emitted), body: JSON.stringify({ webhook_id: id, events: [event] }) });
    }
  }

  /** @returns the request by which Attio delivers an event; `undefined`: there is no such webhook. */
  toRequest(webhookId: string, { key, body }: SandboxEvent): Request | undefined {
    const webhook = this.#webhooks.get(webhookId);
    if (webhook === undefined) return undefined;
    const signature = signHmac(webhook.secret, body);
    const headers = {
      'content-type': 'application/json',
      'attio-signature': signature,
      'x-attio-signature': signature,
      'idempotency-key': key,
    };
    return new Request(webhook.target_url, { method: 'POST', headers, body });
  }

  /** Webhooks (Attio REST API). */
  routes(): Readonly<Record<string, SandboxRoute>> {
    return {
      'POST /v2/webhooks': { query: {}, body: { data: rules.anything }, required: ['data'], handle: ({ body }) => this.#create(body) },
      'GET /v2/webhooks': {
        query: { limit: rules.number(10, 100), offset: rules.number(0, Number.MAX_SAFE_INTEGER) },
        handle: ({ query }) => {
          const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 10)];
          return success(this.all.slice(offset, offset + limit).map((webhook) => toWire(webhook)));
        },
      },
      'DELETE /v2/webhooks/{id}': {
        query: {},
        handle: ({ params: { id = '' } }) => (this.#webhooks.delete(id) ? Response.json({}) : notFound(`Webhook with ID "${id}"`)),
      },
    };
  }

  #create(body: unknown): Response {
    const { data } = body as { readonly data: Pick<SandboxWebhook, 'target_url' | 'subscriptions'> };
    const problem = findBodyProblem(
      data,
      { target_url: rules.matches(this.#options.acceptsLoopback === true ? LOOPBACK_TOO : HTTPS), subscriptions: areSubscriptions },
      ['target_url', 'subscriptions'],
    );
    if (problem !== undefined) return invalid(problem);
    this.#made += 1;
    const { clock, sendsSecret = true } = this.#options;
    const secret = signHmac(`sandbox ${this.#made}`, crypto.randomUUID());
    const webhook: SandboxWebhook = {
      ...data,
      id: toSandboxId('webhook', this.#made),
      secret,
      status: 'active',
      createdAtMs: clock.now(),
    };
    this.#webhooks.set(webhook.id, webhook);
    return success({ ...toWire(webhook), ...(sendsSecret && { secret }) });
  }
}

function toWire({ id, target_url, subscriptions, status, createdAtMs }: SandboxWebhook): Readonly<Record<string, unknown>> {
  const ids = { workspace_id: toSandboxId('workspace', 1), webhook_id: id };
  return { id: ids, target_url, subscriptions, status, created_at: toWireTime(createdAtMs) };
}

function areSubscriptions(value: unknown): boolean {
  const rule = { event_type: rules.oneOf(...EVENT_TYPES), filter: rules.nullable(isFilter) };
  return Array.isArray(value) && value.every((each) => findBodyProblem(each, rule, ['event_type', 'filter']) === undefined);
}

function isFilter(value: unknown): boolean {
  const conditions = (list: unknown): boolean => Array.isArray(list) && list.every(isCondition);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 1 &&
    findBodyProblem(value, { $and: conditions, $or: conditions }) === undefined
  );
}

function isCondition(value: unknown): boolean {
  const rule = { field: rules.filled, operator: rules.oneOf('equals', 'not_equals'), value: rules.text };
  return findBodyProblem(value, rule, ['field', 'operator', 'value']) === undefined;
}

/** Paths such as `id.object_id`. */
function passes(filter: Subscription['filter'], id: Readonly<Record<string, string>>): boolean {
  const holds = ({ field, operator, value }: Condition): boolean => (id[field.replace(/^id\./, '')] === value) === (operator === 'equals');
  if (filter === null) return true;
  return filter.$or === undefined ? (filter.$and ?? []).every(holds) : filter.$or.some(holds);
}

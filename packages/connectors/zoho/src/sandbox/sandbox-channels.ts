import type { Clock } from '@frigg-crm/core';
import { SandboxDeliveries, rules, type SandboxChange, type SandboxRoute } from '@frigg-crm/http/sandbox';
import type { Fetch } from '@frigg-crm/http';
import type { SandboxFields } from './generate-record.ts';
import { toZohoTime } from './module-store.ts';
import { nothing, results, type Outcome } from './zoho-responses.ts';

/** A notification channel as the sandbox keeps it. */
export interface SandboxChannel {
  readonly channel_id: string;
  readonly events: readonly string[];
  readonly notify_url: string;
  readonly token: string;
  readonly expiresAtMs: number;
  readonly notify_on_related_action: boolean;
  readonly return_affected_field_values: boolean;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const FIELDS = {
  channel_id: rules.matches(/^\d{1,16}$/),
  events: (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(rules.matches(/^\w+\.(create|edit|delete|all)$/)),
  notify_url: rules.matches(/^https?:\/\/.{1,247}$/),
  token: rules.matches(/^.{1,50}$/),
  channel_expiry: rules.matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/),
  return_affected_field_values: rules.flag,
  notify_on_related_action: rules.flag,
};
const OPERATIONS = { create: 'insert', change: 'update', delete: 'delete' } as const;
const EVENTS = { create: 'create', change: 'edit', delete: 'delete' } as const;

type Wire = Readonly<Record<string, unknown>>;

/** The notification channels of a sandbox, and what they send. */
export class SandboxChannels {
  readonly deliveries: SandboxDeliveries<string>;
  readonly #clock: Clock;
  readonly #channels = new Map<string, SandboxChannel>();

  constructor({ clock, deliver }: { readonly clock: Clock; readonly deliver?: Fetch | undefined }) {
    this.#clock = clock;
    this.deliveries = new SandboxDeliveries({
      clock,
      deliver,
      toRequest: ({ webhookId, event: body }) => {
        const channel = this.#channels.get(webhookId);
        return channel && new Request(channel.notify_url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      },
    });
  }

  /** Those that have not expired. */
  get live(): readonly SandboxChannel[] {
    return [...this.#channels.values()].filter(({ expiresAtMs }) => expiresAtMs > this.#clock.now());
  }

  /** Zoho ends a channel by itself. */
  forget(id: string): void {
    this.#channels.delete(id);
  }

  /** Notifies each live channel of a change. */
  emit(module: string, { action, current }: SandboxChange<SandboxFields>): void {
    for (const { channel_id: id, events, token } of this.live) {
      if (!events.includes(`${module}.all`) && !events.includes(`${module}.${EVENTS[action]}`)) continue;
      const body = {
        server_time: this.#clock.now(),
        module,
        operation: OPERATIONS[action],
        resource_uri: `https://www.zohoapis.com/crm/v8/${module}`,
        ids: [current.id],
        channel_id: id,
        token,
        query_params: {},
      };
      this.deliveries.emit(id, JSON.stringify(body));
    }
  }

  routes(modules: readonly string[]): Readonly<Record<string, SandboxRoute>> {
    const body = { watch: Array.isArray };
    const write =
      (status: number, change: (wire: Wire) => Outcome) =>
      ({ body: { watch } }: { readonly body: { readonly watch: readonly Wire[] } }): Response =>
        results(
          status,
          watch.map((wire) => this.#problemOf(wire, modules) ?? change(wire)),
          'watch',
        );
    return {
      'POST /crm/v8/actions/watch': {
        query: {},
        body,
        required: ['watch'],
        handle: (call) => write(201, (wire) => this.#put(toChannel(wire)))(call as never),
      },
      'PATCH /crm/v8/actions/watch': {
        query: {},
        body,
        required: ['watch'],
        handle: (call) => write(200, (wire) => this.#patch(wire))(call as never),
      },
      'GET /crm/v8/actions/watch': {
        query: { channel_id: FIELDS.channel_id, module: rules.filled, page: rules.number(1, 100), per_page: rules.number(1, 200) },
        handle: ({ query }) => this.#list(query.get('channel_id')),
      },
      'DELETE /crm/v8/actions/watch': {
        query: { channel_ids: rules.list(FIELDS.channel_id, 20) },
        required: ['channel_ids'],
        handle: ({ query }) => {
          const ids = query.get('channel_ids')?.split(',') ?? [];
          return results(
            200,
            ids.map((id) => this.#end(id)),
            'watch',
          );
        },
      },
    };
  }

  #problemOf(wire: Wire, modules: readonly string[]): Outcome | undefined {
    for (const [name, value] of Object.entries(wire)) {
      const rule = FIELDS[name as keyof typeof FIELDS] as ((given: unknown) => boolean) | undefined;
      if (rule?.(value) !== true) return { code: 'INVALID_DATA', details: { api_name: name } };
    }
    const missing = ['channel_id', 'events', 'notify_url'].find((name) => wire[name] === undefined);
    if (missing !== undefined) return { code: 'MANDATORY_NOT_FOUND', details: { api_name: missing } };
    const known = (wire['events'] as readonly string[]).every((event) => modules.includes(event.split('.')[0] ?? ''));
    return known ? undefined : { code: 'INVALID_DATA', details: { api_name: 'events' } };
  }

  /** Without an expiry, and beyond a week, a channel lives for an hour. */
  #put(channel: SandboxChannel): Outcome {
    const now = this.#clock.now();
    const isGood = channel.expiresAtMs > now && channel.expiresAtMs <= now + WEEK_MS;
    const kept = { ...channel, expiresAtMs: isGood ? channel.expiresAtMs : now + HOUR_MS };
    this.#channels.set(kept.channel_id, kept);
    return {
      details: {
        events: this.#entriesOf(kept).map(({ channel_id, channel_expiry, resource_uri, resource_id, resource_name }) => ({
          channel_id,
          channel_expiry,
          resource_uri,
          resource_id,
          resource_name,
        })),
      },
    };
  }

  #patch(wire: Wire): Outcome {
    const id = String(wire['channel_id']);
    if (!this.live.some(({ channel_id: each }) => each === id)) return { code: 'NOT_SUBSCRIBED', details: { channel_id: id } };
    return this.#put(toChannel(wire));
  }

  #list(id: string | null): Response {
    const found = this.live.filter((channel) => id === null || channel.channel_id === id);
    if (found.length === 0) return nothing();
    const watch = found.flatMap((channel) => this.#entriesOf(channel));
    return Response.json({ watch, info: { per_page: 200, count: watch.length, page: 1, more_records: false } });
  }

  #end(id: string): Outcome {
    if (!this.live.some(({ channel_id: each }) => each === id)) return { code: 'NOT_SUBSCRIBED', details: { channel_id: id } };
    this.#channels.delete(id);
    this.deliveries.drop(id);
    return { details: { channel_id: id, resource_uri: 'https://www.zohoapis.com/crm/v8/Contacts', resource_id: '5725767000000002179' } };
  }

  #entriesOf(channel: SandboxChannel) {
    const { events, expiresAtMs, ...rest } = channel;
    return events.map((event) => {
      const [module = ''] = event.split('.');
      return {
        ...rest,
        events: [event],
        channel_expiry: toZohoTime(expiresAtMs),
        resource_uri: `https://www.zohoapis.com/crm/v8/${module}`,
        resource_id: '5725767000000002179',
        resource_name: module,
      };
    });
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function toChannel(wire: Wire): SandboxChannel {
  return {
    channel_id: textOf(wire['channel_id']),
    events: wire['events'] as readonly string[],
    notify_url: textOf(wire['notify_url']),
    token: textOf(wire['token']),
    expiresAtMs: Date.parse(textOf(wire['channel_expiry'])) || 0,
    // Both fall back to a default where they are not sent.
    notify_on_related_action: wire['notify_on_related_action'] !== false,
    return_affected_field_values: wire['return_affected_field_values'] === true,
  };
}

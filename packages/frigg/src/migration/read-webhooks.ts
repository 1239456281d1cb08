import type { JsonObject } from '@frigg-crm/core';
import type { QuoSubscription } from '@frigg-crm/quo';
import * as z from 'zod';

const KINDS = [
  { kind: 'message', list: 'quoMessageWebhooks', id: 'quoMessageWebhookId', key: 'quoMessageWebhookKey' },
  { kind: 'call', list: 'quoCallWebhooks', id: 'quoCallWebhookId', key: 'quoCallWebhookKey' },
  { kind: 'callSummary', list: 'quoCallSummaryWebhooks', id: 'quoCallSummaryWebhookId', key: 'quoCallSummaryWebhookKey' },
] as const;

const webhookSchema = z.object({ id: z.string().min(1), key: z.string().min(1), resourceIds: z.array(z.string()).catch([]) });

/** What a configuration of Frigg holds of webhooks. */
export interface FriggWebhooks {
  /** For the vault, under `quo-webhooks`: the next check replaces and deletes them, so that none stays at Quo. */
  readonly subscriptions: readonly QuoSubscription[];
  /** Entries without an id or a key: they cannot be deleted by us. */
  readonly unreadable: number;
}

/**
 * Reads the subscriptions at Quo from a configuration of Frigg: the lists, and the single ids of older apps.
 * @param url - Where they deliver to; unknown to the configuration.
 */
export function readFriggWebhooks(config: JsonObject, url: string): FriggWebhooks {
  const subscriptions: QuoSubscription[] = [];
  const byNumbers = readGroups(config['phoneNumberWebhookSubscriptions']);
  const seen = new Set<string>();
  let unreadable = 0;
  for (const { kind, list, id, key } of KINDS) {
    const listed = Array.isArray(config[list]) ? (config[list] as readonly unknown[]) : [];
    const single = config[id] === undefined || config[id] === null ? [] : [{ id: config[id], key: config[key], resourceIds: [] }];
    for (const entry of [...listed, ...single, ...byNumbers(kind)]) {
      const parsed = webhookSchema.safeParse(entry);
      if (!parsed.success) unreadable += 1;
      else if (!seen.has(parsed.data.id)) {
        seen.add(parsed.data.id);
        subscriptions.push({ id: parsed.data.id, key: parsed.data.key, kind, phoneNumberIds: parsed.data.resourceIds, url });
      }
    }
  }
  return { subscriptions, unreadable };
}

/** Subscriptions for groups of numbers, which apps with several sites have. */
function readGroups(value: unknown): (kind: string) => readonly unknown[] {
  const groups: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  return (kind) => {
    const entries = groups[kind];
    if (!Array.isArray(entries)) return [];
    return (entries as readonly unknown[]).map((entry) => {
      const {
        webhookId: id,
        webhookKey: key,
        phoneIds: resourceIds,
      } = typeof entry === 'object' && entry !== null ? { webhookId: undefined, webhookKey: undefined, phoneIds: undefined, ...entry } : {};
      return { id, key, resourceIds };
    });
  };
}

const CRM_KEYS = /^(?:pipedriveWebhook|attioWebhook|zohoNotificationChannel|clioWebhook)(?:Ids?|Id)$/;

/** @returns how many webhooks at the CRM a configuration names. Their keys cannot be taken over: new ones are made, and these have to be deleted there. */
export function countCrmWebhooks(config: JsonObject): number {
  return Object.entries(config)
    .filter(([name]) => CRM_KEYS.test(name))
    .reduce((sum, [, value]) => sum + (Array.isArray(value) ? value.length : value === null || value === '' ? 0 : 1), 0);
}

import { createHmac } from 'node:crypto';
import {
  FriggCrmError,
  type Inbox,
  type CredentialVault,
  type DocumentStore,
  type Integration,
  type IntegrationRepository,
  type JsonObject,
} from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryDocumentStore, type MemoryQueue } from '@frigg-crm/memory';
import { TEST_START_MS, createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import type { CrmEvent, IncomingWebhook } from '../../connector/crm-webhooks.ts';
import type { QueueManager } from '../../queue/queue-manager.ts';
import { FakeIntegration } from '../../test-support/fake-crm.ts';
import { createSyncSystem } from '../../test-support/sync-system.ts';
import { createTestSystem } from '../../test-support/test-system.ts';
import { createWebhookRoutes, type WebhookRoutesOptions } from '../create-webhook-routes.ts';

/** 2026-01-05T10:01:22Z, when the examples of Quo's guide were signed. */
export const SIGNED_AT_MS = Date.UTC(2026, 0, 5, 10, 1, 22);
/** What must never be in a log. */
export const SECRETS = { quoKey: 'c2VjcmV0', crmToken: 'tok3n-of-the-crm', phone: '+15559876543', text: 'Meet me at the old mill' };

/** What a connector throws that does not believe a request. */
export class RefusedError extends FriggCrmError {
  override readonly code = 'WEBHOOK_REFUSED';
  override readonly retryable = false;
  readonly reason = 'token';
}

class UnreadableError extends FriggCrmError {
  override readonly code = 'WEBHOOK_INVALID';
  override readonly retryable = false;
}

/** A connector whose CRM sends a token and a list of events. */
class NotifyingIntegration extends FakeIntegration {
  override readWebhook({ headers, rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    const token = stored?.['token'];
    if (typeof token !== 'string' || headers.get('x-token') !== token) throw new RefusedError('not the CRM');
    try {
      const { events } = JSON.parse(new TextDecoder().decode(rawBody)) as { events: readonly CrmEvent[] };
      return [...events];
    } catch {
      throw new UnreadableError('no events');
    }
  }
}

/** A program that receives webhooks, and what outlives it. */
export interface WebhookSystem {
  readonly clock: VirtualClock;
  readonly documents: DocumentStore;
  readonly inbox: Inbox;
  readonly integrations: IntegrationRepository;
  readonly queue: MemoryQueue;
  readonly queueManager: QueueManager;
  readonly log: string[];
  readonly receive: (request: Request) => Promise<Response>;
  /** Sends a request to a path. @returns the status. */
  send(path: string, init?: RequestInit): Promise<number>;
  /** @returns what is stored for the integration `i1`, due or not. */
  stored(): Promise<readonly { readonly id: string; readonly kind: string; readonly data: JsonObject }[]>;
  /** Another program over the same store, with queues of its own. */
  reboot(): WebhookSystem;
}

/** Makes a system with one integration `i1` of connector `fake`. */
export async function createWebhookSystem(
  changes: Partial<WebhookRoutesOptions> = {},
  status: Integration['status'] = 'ENABLED',
): Promise<WebhookSystem> {
  const clock = createVirtualClock({ startMs: SIGNED_AT_MS });
  const documents = createMemoryDocumentStore();
  const system = boot({ clock, documents, log: [] }, changes);
  await system.integrations.create(anIntegration({ status }));
  return system;
}

/** @returns an integration. */
export function anIntegration(changes: Partial<Integration> = {}): Integration {
  const at = toIso(TEST_START_MS);
  const known = {
    id: 'i1',
    userId: 'u1',
    connector: 'fake',
    status: 'ENABLED' as const,
    config: {},
    messages: [],
    lookupKeys: ['fake/123/5'],
  };
  return { ...known, setUpAt: at, dueAt: null, failedAttempts: 0, createdAt: at, updatedAt: at, version: 0, ...changes };
}

function boot(
  { clock, documents, log }: Pick<WebhookSystem, 'clock' | 'documents' | 'log'>,
  changes: Partial<WebhookRoutesOptions>,
): WebhookSystem {
  const { inbox, integrations, queue, queueManager, logger } = createTestSystem({ clock, documents, log });
  const { engine, crm, quo } = createSyncSystem();
  const notifying = new NotifyingIntegration({ ...engine, integrationId: 'i1', userId: 'u1', quoContacts: quo.port, crm });
  const receive = createWebhookRoutes({
    integrations,
    vault: createVault(),
    inbox,
    queueManager,
    loadIntegration: async () => notifying,
    clock,
    logger,
    ...changes,
  });
  return {
    clock,
    documents,
    inbox,
    integrations,
    queue,
    queueManager,
    log,
    receive,
    send: async (path, init) => (await receive(new Request(`https://hooks.test${path}`, init))).status,
    async stored() {
      const found = await documents.query({ collection: 'inbox', integrationId: 'i1', limit: 10_000 });
      return found.map(({ id, value }) => ({ id, kind: value['kind'] as string, data: value['data'] as JsonObject }));
    },
    reboot: () => boot({ clock, documents, log }, changes),
  };
}

function createVault(): Pick<CredentialVault, 'read'> {
  const values: Readonly<Record<string, JsonObject>> = {
    'quo-webhooks': {
      subscriptions: [
        { id: 'WH1', key: 'b3RoZXI=' },
        { id: 'WH2', key: SECRETS.quoKey },
      ],
    },
    'crm-webhooks': { token: SECRETS.crmToken },
  };
  return {
    read: async ({ integrationId, name }) => {
      const value = integrationId === 'i1' ? values[name] : undefined;
      return value && { integrationId, name, value, version: 0 };
    },
  };
}

/** @returns an event of a call that ended (Quo guide, Webhooks). */
export function aCallEvent(id: string, participants: readonly string[] = [SECRETS.phone, '+15551234567']): JsonObject {
  const facts = {
    id: `AC${id}`,
    object: 'call',
    direction: 'incoming',
    status: 'completed',
    duration: 76,
    phoneNumberId: 'PN1',
    userId: 'US1',
  };
  const times = { createdAt: '2026-01-05T10:00:00.000Z', answeredAt: '2026-01-05T10:00:05.000Z', completedAt: '2026-01-05T10:01:21.000Z' };
  return {
    id,
    object: 'event',
    apiVersion: 'v4',
    createdAt: '2026-01-05T10:01:22.000Z',
    type: 'call.completed',
    data: { object: { ...facts, ...times, participants } },
  };
}

/** Signs a body in Quo's older way. */
export function signed(
  body: JsonObject | string,
  { key = SECRETS.quoKey, atMs = SIGNED_AT_MS } = {},
): { method: 'POST'; headers: Record<string, string>; body: string } {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`${atMs}.${text}`).digest('base64');
  return { method: 'POST', headers: { 'openphone-signature': `hmac;1;${atMs};${signature}` }, body: text };
}

/** Signs a body in the way of Standard Webhooks, with one signature for each key. */
export function signedNewly(
  body: JsonObject,
  keys: readonly string[],
  id = 'msg_1',
): { method: 'POST'; headers: Record<string, string>; body: string } {
  const text = JSON.stringify(body);
  const seconds = String(SIGNED_AT_MS / 1000);
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${seconds}.${text}`).digest('base64')}`,
  );
  return {
    method: 'POST',
    headers: { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') },
    body: text,
  };
}

/** @returns a request of the fake CRM. */
export function crmRequest(
  events: readonly unknown[],
  token: string = SECRETS.crmToken,
): { method: 'POST'; headers: Record<string, string>; body: string } {
  return { method: 'POST', headers: { 'x-token': token }, body: JSON.stringify({ events }) };
}

/** @returns an event of the fake CRM. */
export function aChange(eventId: string, externalId = 'p1'): CrmEvent {
  return { eventId, change: { kind: 'person-changed', objectType: 'Person', externalId } };
}

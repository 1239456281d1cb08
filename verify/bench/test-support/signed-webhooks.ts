import { createHmac } from 'node:crypto';
import type { CredentialVault, Integration, IntegrationRepository } from '@frigg-crm/core';

/** A key as Quo makes them. */
const KEY = Buffer.alloc(32, 5).toString('base64');

/** Stores integrations whose webhooks are signed with the same key. */
export async function fillWebhookTenants(
  { integrations, vault }: { readonly integrations: IntegrationRepository; readonly vault: CredentialVault },
  count: number,
): Promise<void> {
  const at = new Date().toISOString();
  for (let number = 0; number < count; number += 1) {
    const id = idOf(number);
    const subscription = { id: `WH${number}`, key: KEY, kind: 'message', phoneNumberIds: [], url: `https://bench.example.com/quo/${id}` };
    await vault.write({ integrationId: id, name: 'quo-webhooks', value: { subscriptions: [subscription] }, expectedVersion: undefined });
    await integrations.create(toIntegration(id, at));
  }
}

/** @returns the request of one webhook of Quo, as bytes that can be sent: a text that came in. */
export function toSignedRequest(number: number, { tenants, run }: { readonly tenants: number; readonly run: string }): Buffer {
  const body = JSON.stringify({
    id: `EV${run}${number}`,
    object: 'event',
    apiVersion: 'v4',
    createdAt: '2026-01-05T10:00:01.000Z',
    type: 'message.received',
    data: { deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1', object: { ...TEXT, id: `AC${run}${number}` } },
  });
  const atMs = Date.now();
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${atMs}.${body}`).digest('base64');
  const head = [
    `POST /quo/${idOf(number % tenants)} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `openphone-signature: hmac;1;${atMs};${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const TEXT = {
  object: 'message',
  from: '+15559876543',
  to: '+15551234567',
  direction: 'incoming',
  text: 'Could you call me back this afternoon, please?',
  status: 'received',
  createdAt: '2026-01-05T10:00:00.000Z',
  userId: null,
  phoneNumberId: 'PN1',
  contactIds: [],
};

function idOf(number: number): string {
  return `tenant-${number}`;
}

function toIntegration(id: string, at: string): Integration {
  const rest = { config: {}, messages: [], lookupKeys: [], failedAttempts: 0, version: 0, dueAt: null };
  return { id, userId: 'bench', connector: 'acme', status: 'ENABLED', setUpAt: at, createdAt: at, updatedAt: at, ...rest };
}

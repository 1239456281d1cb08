import type { Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';

/** What the uninstall callback of Pipedrive says. */
export interface UninstallFacts {
  readonly url: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly companyId: number;
  readonly userId: number;
  readonly clock: Clock;
}

/** Writes the DELETE by which an app hears that a user has removed it (Pipedrive API, Uninstalling the app). */
export function toUninstallRequest({ url, client, companyId, userId, clock }: UninstallFacts): Request {
  const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  const body = { client_id: client.id, company_id: companyId, user_id: userId, timestamp: toIso(clock.now()) };
  return new Request(url, { method: 'DELETE', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

import { expect } from 'vitest';
import { SECRETS, type WebhookSystem } from './webhook-system.ts';

/** Where Quo sends the events of the integration. */
export const QUO = '/quo/i1';

/** Where the CRM sends them. */
export const CRM = '/crm/fake/i1';

/** A key that signs nothing here. */
export const OTHER_KEY = Buffer.from('not a key of ours').toString('base64');

/** What must hold whenever a webhook was not taken. */
export async function expectNothingKept({ stored, log, queue }: WebhookSystem): Promise<void> {
  expect(await stored()).toEqual([]);
  expect(queue.size).toMatchObject({ waiting: 0, delayed: 0 });
  expectNoSecrets(log);
}

/** @param more - What must not be in the log either. */
export function expectNoSecrets(log: readonly string[], more: readonly string[] = []): void {
  for (const secret of [...Object.values(SECRETS), OTHER_KEY, ...more]) expect(log.join('\n')).not.toContain(secret);
}

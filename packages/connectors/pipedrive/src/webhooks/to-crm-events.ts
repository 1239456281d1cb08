import type { CrmEvent } from '@frigg-crm/crm-base';
import type { PipedriveWebhookEvent } from './pipedrive-webhook-event.ts';

/** The one type of person that Pipedrive has. */
export const PERSON = 'Person';

/** @returns what an event means for people. Where two have become one, the other is gone, whichever event comes first. */
export function toCrmEvents(event: PipedriveWebhookEvent): readonly CrmEvent[] {
  if (event.kind === 'ignored') return [];
  const { eventId, personId } = event;
  const own: CrmEvent = { eventId, change: { kind: event.kind, objectType: PERSON, externalId: personId } };
  const other = event.kind === 'person-changed' ? event.mergedFrom : event.mergedTo;
  if (other === null || other === personId) return [own];
  const kind = event.kind === 'person-changed' ? 'person-deleted' : 'person-changed';
  return [own, { eventId: `${eventId}:merge`, change: { kind, objectType: PERSON, externalId: other } }];
}

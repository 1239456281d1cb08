import type { PersonChange } from './person-store.ts';
import type { SandboxPerson } from './sandbox-person.ts';
import type { SandboxEventBody, SandboxWebhook } from './sandbox-webhook.ts';

/** Where and when an event comes from. */
export interface EventOrigin {
  /** A UUID. */
  readonly eventId: string;
  /** ISO 8601 with milliseconds. */
  readonly timestamp: string;
  readonly host: string;
  readonly userId: number;
  readonly isBulkEdit: boolean;
}

/** Writes a change of a person as webhooks v2 do: what was before holds only what differs, and what was deleted is there no more. */
export function toPersonEvent(change: PersonChange, webhook: SandboxWebhook, origin: EventOrigin): SandboxEventBody {
  const { action, current, previous, mergedToId, mergedFromId } = change;
  const user = String(origin.userId);
  return {
    meta: {
      action,
      entity: 'person',
      entity_id: String(current.id),
      id: origin.eventId,
      company_id: webhook.company_id,
      user_id: origin.userId,
      webhook_id: String(webhook.id),
      webhook_owner_id: user,
      correlation_id: origin.eventId,
      timestamp: origin.timestamp,
      type: webhook.type,
      version: webhook.version,
      change_source: 'app',
      attempt: 1,
      host: origin.host,
      is_bulk_edit: origin.isBulkEdit,
      permitted_user_ids: [user],
      ...(mergedToId === undefined ? {} : { merged_to_id: mergedToId }),
      ...(mergedFromId === undefined ? {} : { merged_from_id: mergedFromId }),
    },
    data: action === 'delete' ? null : crucial(current),
    previous: toPrevious(change, previous),
  };
}

function toPrevious({ action, current }: PersonChange, previous: SandboxPerson | undefined): SandboxEventBody['previous'] {
  if (previous === undefined || action === 'create') return null;
  const before = crucial(previous);
  if (action === 'delete') return before;
  const after = crucial(current);
  return Object.fromEntries(Object.entries(before).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(after[key])));
}

/** Events hold "only crucial information about the entity": no client should take them for the whole record. */
function crucial({ id, name, first_name, last_name, org_id, owner_id, phones, emails }: SandboxPerson): Record<string, unknown> {
  return { id, name, first_name, last_name, org_id, owner_id, phones, emails };
}

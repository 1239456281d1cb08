/** What an event says beside what happened. */
interface EventFacts {
  /** The same for each attempt to deliver the event. */
  readonly eventId: string;
  /** When it happened (ISO 8601); `null`: not reported. */
  readonly timestamp: string | null;
}

/** What every event of a person says. */
interface PersonEventFacts extends EventFacts {
  readonly personId: string;
  /** One of many: changes of the same person may be taken together. */
  readonly isBulkEdit: boolean;
}

/** A person was made or changed. The event holds only a part of the person: fetch the whole. */
export interface PersonChangedEvent extends PersonEventFacts {
  readonly kind: 'person-changed';
  /** Who was merged into this person and is no more. */
  readonly mergedFrom: string | null;
}

/** A person was deleted. */
export interface PersonDeletedEvent extends PersonEventFacts {
  readonly kind: 'person-deleted';
  /** Who has taken over what this person had. */
  readonly mergedTo: string | null;
}

/** Something else happened: answer 200 and do nothing. */
export interface IgnoredEvent extends EventFacts {
  readonly kind: 'ignored';
}

/** An event of Pipedrive. */
export type PipedriveWebhookEvent = PersonChangedEvent | PersonDeletedEvent | IgnoredEvent;

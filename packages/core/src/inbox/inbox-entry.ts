import type { JsonObject } from '../domain/json.ts';

/** Where an entry is kept. */
export interface InboxKey {
  readonly integrationId: string;
  /** Names the event, or the work: the second arrival of the same id is recognised. */
  readonly id: string;
}

/** Something that came in, or falls due later, and has to be worked on once. */
export interface InboxEntry extends InboxKey {
  /** The connector's id, so that a worker finds the integration. */
  readonly connector: string;
  /** What kind of work it is. */
  readonly kind: string;
  /** What the work needs; forgotten when it is done. */
  readonly data: JsonObject;
  /** ISO 8601; not to be worked on before. */
  readonly dueAt: string;
}

/** An entry in a worker's hands. */
export interface ClaimedEntry extends InboxEntry {
  /** How many attempts have failed before this one. */
  readonly failedAttempts: number;
  /** With what the last of them failed that lived to say so; `null`: with nothing known. */
  readonly code: string | null;
  /** Whether the worker before this one never said what came of it. */
  readonly isOrphan: boolean;
  /** When it came in, ISO 8601. */
  readonly acceptedAt: string;
}

/** An entry as an operator sees it. */
export interface InboxRecord extends InboxEntry {
  /** `open`: it waits, or a worker has it. `done`: its data is forgotten. `failed`: it waits for an operator. */
  readonly state: 'open' | 'done' | 'failed';
  /** When it came in, or was redriven; ISO 8601. */
  readonly acceptedAt: string;
  readonly failedAttempts: number;
  /** With what the last attempt failed; `null`: with nothing known. */
  readonly code: string | null;
}

/** The result of a claim on an entry. */
export type InboxClaim =
  | { readonly kind: 'claimed'; readonly entry: ClaimedEntry }
  /** Another worker has it, for `forMs` milliseconds at most. */
  | { readonly kind: 'busy'; readonly forMs: number }
  /** It is not due yet: come back after `forMs` milliseconds. */
  | { readonly kind: 'early'; readonly forMs: number }
  /** It was worked on already, or it is not known (any more). */
  | { readonly kind: 'settled' };

import type { PersonMapping } from '@frigg-crm/core';
import type { ContactValue } from '@frigg-crm/quo';
import type { PersonDecision } from './decide-person.ts';
import type { CrmSide, QuoSide } from './read-sides.ts';

/** One field of a person on both sides. */
export interface PersonField {
  /** As the API of Quo names it, such as `phoneNumbers`, or `customFields.<key>`. */
  readonly field: string;
  /** What would be written; `undefined`: the CRM was not read, or its record cannot be used. */
  readonly crm: readonly ContactValue[] | undefined;
  /** `undefined`: Quo was not read. */
  readonly quo: readonly ContactValue[] | undefined;
  /** `undefined`: one of the two is not known. */
  readonly isEqual: boolean | undefined;
}

/** What a sync of the person would do now. */
export interface SyncEffect {
  readonly kind: 'none' | 'create' | 'update' | 'delete' | 'unknown';
  /** The fields that would be written otherwise than they are; empty unless it updates. */
  readonly fields: readonly string[];
}

/** A person as both sides have them, and what follows. */
export interface PersonComparison {
  readonly crm: CrmSide;
  readonly quo: QuoSide;
  readonly fields: readonly PersonField[];
  readonly effect: SyncEffect;
  /** Why it is as it is, in one sentence. */
  readonly reason: PersonDecision;
  /** Changes whenever a sync would do something else: what was shown can be confirmed by it. */
  readonly hash: string;
}

/** What is known beside the two sides. */
export interface PersonFacts {
  readonly mapping: PersonMapping | undefined;
  /** How many events about the person wait to be worked on. */
  readonly waiting: number;
  /** Whether persons of this type are synced. */
  readonly isSynced: boolean;
  readonly deletionPolicy: 'keep' | 'delete';
}

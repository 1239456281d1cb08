import type { ActivityLine } from '@frigg-crm/quo';

/** Which person of the CRM. */
export type CrmPersonRef = {
  /** The CRM's own name of the object type. */
  readonly objectType: string;
  /** As `personExternalId` gives it. */
  readonly externalId: string;
};

/** A member of the Quo workspace who took part. */
export type QuoParticipant = {
  readonly id: string;
  /** `null`: the lookup failed, or the user has no name. */
  readonly name: string | null;
  readonly email: string | null;
};

/** A call or a text as one person's activity in the CRM: what a connector writes. */
export interface LoggedActivity {
  readonly kind: 'call' | 'message';
  /** Quo's id of the call or the message. With `contactPhone` it names the activity. */
  readonly sourceId: string;
  readonly person: CrmPersonRef;
  /** The number of the person, E.164. */
  readonly contactPhone: string;
  readonly direction: 'inbound' | 'outbound';
  /** When the call or the message was, not when it is written; ISO 8601. */
  readonly timestamp: string;
  /** Whole seconds; `null` for messages and where Quo has not said. */
  readonly durationSeconds: number | null;
  /** Whether the call was completed and answered. `false` for messages. */
  readonly isAnswered: boolean;
  /** Who called, answered or wrote; `null` when it was no user of the workspace. */
  readonly quoUser: QuoParticipant | null;
  /** The Quo line that it went over. @defaultValue unknown */
  readonly line?: ActivityLine | undefined;
  /** Where a call can be listened to, for CRMs with a player: its first recording, else its voicemail. @defaultValue nowhere */
  readonly recordingUrl?: string | undefined;
  /** In the format that the connector asks for. */
  readonly title: string;
  /** In the format that the connector asks for; later versions of an activity hold whatever earlier ones held. */
  readonly content: string;
}

import type { QuoCallSummary } from './quo-call-summary.ts';
import type { QuoCall } from './quo-call.ts';
import type { QuoRecording } from './quo-recording.ts';
import type { QuoVoicemail } from './quo-voicemail.ts';

/**
 * All that is known of one call. Each event and each response of the API holds a part of it; `mergeCallFacts` joins the
 * parts, in whichever order they come and however often.
 */
export type QuoCallFacts = {
  /** `null`: only what hangs on the call is known yet. */
  readonly call: QuoCall | null;
  /** By id, each once. */
  readonly recordings: readonly QuoRecording[];
  readonly voicemail: QuoVoicemail | null;
  readonly summary: QuoCallSummary | null;
  /** Where Quo shows the call: http(s). */
  readonly deepLink: string | null;
};

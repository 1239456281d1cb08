import type { CallOptions } from '@frigg-crm/core';
import { NO_CALL_FACTS, type QuoCall, type QuoCallFacts } from '@frigg-crm/quo';
import type { QuoWorkspace } from '../connector/quo-workspace.ts';
import { isAccountFailure, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { ResolvedActivityLogDependencies } from './activity-log-types.ts';
import { isVoicemailComplete, mayHaveVoicemail } from './voicemail-lookups.ts';

/** A call, and what of it is known. */
export interface MissingExtras {
  readonly callId: string;
  readonly call: QuoCall;
  readonly known: QuoCallFacts;
  /** Whether all is asked for that is not known. */
  readonly isThorough: boolean;
  /** Whether it has just come in: its voicemail is looked for later. */
  readonly isNew: boolean;
}

/** What hangs on a call comes with events of its own; it is looked for where such an event may have been missed. */
export async function fetchMissingExtras(
  { logger }: ResolvedActivityLogDependencies,
  { integrationId, quo: { calls } }: { readonly integrationId: string; readonly quo: QuoWorkspace },
  about: MissingExtras,
  options: CallOptions,
): Promise<QuoCallFacts> {
  const { callId } = about;
  const attempt = async <Found>(isSought: boolean, look: () => Promise<Found>): Promise<Found | undefined> => {
    if (!isSought) return undefined;
    try {
      return await look();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isTransient(error) || isAccountFailure(error)) throw error;
      logger.warn(
        { integrationId, callId, code: toErrorEntry(error).code },
        'summary, recordings or voicemail of a call could not be fetched from Quo',
      );
      return undefined;
    }
  };
  const sought = whatToSeek(about);
  const recordings = await attempt(sought.recordings, async () => calls.recordings(callId, options));
  const summary = await attempt(sought.summary, async () => calls.summary(callId, options));
  const voicemail = await attempt(sought.voicemail, async () => calls.voicemail(callId, options));
  return { ...NO_CALL_FACTS, recordings: recordings ?? [], summary: summary ?? null, voicemail: voicemail ?? null };
}

function whatToSeek({ call, known, isThorough, isNew }: MissingExtras): Readonly<Record<'recordings' | 'summary' | 'voicemail', boolean>> {
  const isMissed = mayHaveVoicemail(call);
  const seeksTalk = isThorough && !isMissed;
  // A summary comes after the recording: where there is one and the recording is not known, its event is late or lost.
  const missesRecording = known.summary !== null && call.answeredAt !== null;
  return {
    recordings: known.recordings.length === 0 && (missesRecording || seeksTalk),
    summary: known.summary === null && seeksTalk,
    voicemail: isThorough && isMissed && !isNew && !isVoicemailComplete(known),
  };
}

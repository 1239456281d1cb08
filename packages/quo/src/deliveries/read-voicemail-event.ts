import * as z from 'zod';
import { NO_CALL_FACTS } from '../calls/merge-call-facts.ts';
import { readPart, type EventBody, type EventHead } from './delivered-event.ts';
import { idOrNull, secondsOrNull, textOrNull } from '../api/event-fields.ts';
import type { QuoEvent } from './quo-event.ts';

const voicemailSchema = z.object({
  id: idOrNull,
  voicemailId: idOrNull,
  callId: idOrNull,
  phoneNumberId: idOrNull,
  duration: secondsOrNull,
  transcript: textOrNull,
  recordingUrl: textOrNull,
});

/** Quo may report a voicemail without saying on which call it was left; that one has no activity to go to. */
export function readVoicemailEvent(head: EventHead, { body, bodyPath, phoneNumberId, deepLink }: EventBody): QuoEvent {
  const { callId, ...voicemail } = readPart(voicemailSchema, body, bodyPath);
  if (callId === null) return { kind: 'ignored', eventId: head.eventId, type: head.type };
  return {
    kind: 'call',
    ...head,
    callId,
    phoneNumberId: voicemail.phoneNumberId ?? phoneNumberId,
    facts: {
      ...NO_CALL_FACTS,
      voicemail: {
        id: voicemail.voicemailId ?? voicemail.id,
        status: 'completed',
        durationSeconds: voicemail.duration,
        transcript: voicemail.transcript,
        url: voicemail.recordingUrl,
      },
      deepLink,
    },
  };
}

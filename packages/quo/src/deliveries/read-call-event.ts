import type { QuoRecording } from '../calls/quo-recording.ts';
import type { QuoVoicemail } from '../calls/quo-voicemail.ts';
import { InvalidWebhookError } from '../errors/invalid-webhook-error.ts';
import { callContextSchema, callSchema, type DeliveredCall } from './call-schema.ts';
import { readPart, type EventBody, type EventHead } from './delivered-event.ts';
import type { QuoCallEvent } from './quo-event.ts';
import { toQuoCall } from './to-quo-call.ts';

/** @throws {InvalidWebhookError} when it is not clear which call, or who called whom. */
export function readCallEvent(head: EventHead, { body, bodyPath, context, isDated, ...delivered }: EventBody): QuoCallEvent {
  const said = readPart(callSchema, body, bodyPath);
  const beside = readPart(callContextSchema, context, 'data.context');
  const callId = said.callId ?? said.id;
  if (callId === null) throw new InvalidWebhookError([`${bodyPath}.id`]);
  // A recording says enough with the id of its call.
  if (said.direction === null && head.type !== 'call.recording.completed') throw new InvalidWebhookError([`${bodyPath}.direction`]);
  const phoneNumberId = said.phoneNumberId ?? delivered.phoneNumberId;
  return {
    kind: 'call',
    ...head,
    callId,
    phoneNumberId,
    facts: {
      call: toQuoCall({ callId, phoneNumberId, said, beside, type: head.type, isDated }),
      recordings: toRecordings(said),
      voicemail: toVoicemail(said.voicemail),
      summary: null,
      deepLink: delivered.deepLink,
    },
  };
}

/** Old events list a voicemail among the media too; it is no recording of the call. */
function toRecordings({ recordings, media, voicemail }: DeliveredCall): readonly QuoRecording[] {
  return [...recordings, ...media.filter(({ url }) => url === null || url !== voicemail?.url)];
}

function toVoicemail(voicemail: DeliveredCall['voicemail']): QuoVoicemail | null {
  if (voicemail === null) return null;
  const { id, status, duration, transcript, recordingUrl, url } = voicemail;
  return { id, status, durationSeconds: duration, transcript, url: recordingUrl ?? url };
}

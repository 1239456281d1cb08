import type { CallOptions } from '@frigg-crm/core';
import { toCanonicalJson, toIso } from '@frigg-crm/core/adapter';
import { messagePartiesOf, renderMessage, type ActivityLine, type QuoMedia, type QuoMessage } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ActivityLogResult, ResolvedActivityLogDependencies, LogMessageRequest } from './activity-log-types.ts';
import { activityLineOf } from './activity-line-of.ts';
import { scheduleContactLookup } from './contact-lookups.ts';
import { logForParticipants, type RenderedSource } from './log-for-participants.ts';
import type { ActivitySoFar } from './write-activity.ts';

/** Writes a text message into the CRM. `message.received` and `message.delivered` may report the same one: it is written once. */
export async function logMessage(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { messageId, message: reported, occurredAt = null, contactLookups = 0 }: LogMessageRequest,
  options: CallOptions,
): Promise<ActivityLogResult> {
  const message = reported ?? (await integration.quo?.messages.get(messageId, options));
  if (message === undefined) return { kind: 'skipped', reason: 'message-not-found' };
  const lines = await dependencies.directory.linesOf(integration, message.phoneNumberId, options);
  const { contactNumbers, lineNumber } = messagePartiesOf(message);
  const numbers = contactNumbers.filter((number) => !lines.some((line) => line.number === number));
  if (numbers.length === 0) return { kind: 'skipped', reason: 'internal' };
  const line = activityLineOf(lines, { phoneNumberId: message.phoneNumberId, numbers: [lineNumber] });
  const participants = await logForParticipants(
    dependencies,
    integration,
    {
      kind: 'message',
      sourceId: message.id,
      numbers,
      seenAt: occurredAt ?? toIso(dependencies.clock.now()),
      line,
      render: async (contactPhone, soFar) => render(dependencies, integration, { message, line, contactPhone, soFar }, options),
      lookupLater: async () =>
        scheduleContactLookup(dependencies, integration, { kind: 'message', message, occurredAt, contactLookups }, options),
    },
    options,
  );
  return { kind: 'logged', participants };
}

interface MessageToRender {
  readonly message: QuoMessage;
  readonly line: ActivityLine;
  readonly contactPhone: string;
  readonly soFar: ActivitySoFar;
}

async function render(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { message: reported, line, contactPhone, soFar: { remembered, seenAt } }: MessageToRender,
  options: CallOptions,
): Promise<RenderedSource> {
  // Only some sources of a message say where Quo shows it, and what came with it.
  const deepLink = reported.deepLink ?? remembered.deepLink;
  const media = moreCompleteMedia(reported.media, remembered.media);
  const message = { ...reported, deepLink, media };
  const quoUser = await dependencies.directory.participantOf(integration, actingUserIdOf(message), {
    remembered: remembered.quoUser,
    ...options,
  });
  const model = { message, line, contactNumber: contactPhone, userName: quoUser?.name ?? null };
  return {
    content: {
      ...renderMessage(model, integration.activityFormats.messages),
      direction: message.direction === 'outgoing' ? 'outbound' : 'inbound',
      timestamp: message.createdAt ?? seenAt,
      durationSeconds: null,
      isAnswered: false,
      quoUser,
      line,
    },
    remembered: { ...remembered, deepLink, media, quoUser: quoUser ?? remembered.quoUser },
  };
}

/** @returns the longer list; of two of one length always the same one, in either order. */
function moreCompleteMedia(reported: readonly QuoMedia[], known: readonly QuoMedia[]): readonly QuoMedia[] {
  if (reported.length !== known.length) return reported.length > known.length ? reported : known;
  return toCanonicalJson(reported) > toCanonicalJson(known) ? reported : known;
}

/** An incoming message was written by no user of the workspace. */
function actingUserIdOf({ direction, userId }: QuoMessage): string | undefined {
  return direction === 'outgoing' ? (userId ?? undefined) : undefined;
}

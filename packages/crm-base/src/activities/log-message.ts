import { toIso, type CallOptions } from '@frigg-crm/core';
import { messagePartiesOf, renderMessage, userNameOf, type QuoMessage } from '@frigg-crm/quo';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import type { ActivityLogResult, ActivityLogTools, LogMessageRequest } from './activity-log-types.ts';
import { activityLineOf } from './activity-line-of.ts';
import { logForParticipants } from './log-for-participants.ts';

/** Writes a text message into the CRM. `message.received` and `message.delivered` tell of the same one: it is written once. */
export async function logMessage(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  { messageId, message: told }: LogMessageRequest,
  options: CallOptions,
): Promise<ActivityLogResult> {
  const message = told ?? (await integration.quo?.messages.get(messageId, options));
  if (message === undefined) return { kind: 'skipped', reason: 'message-not-found' };
  const lines = await tools.directory.linesOf(integration, message.phoneNumberId, options);
  const { contactNumbers, lineNumber } = messagePartiesOf(message);
  const numbers = contactNumbers.filter((number) => !lines.some((line) => line.number === number));
  if (numbers.length === 0) return { kind: 'skipped', reason: 'internal' };
  const line = activityLineOf(lines, { phoneNumberId: message.phoneNumberId, numbers: [lineNumber] });
  const participants = await logForParticipants(
    tools,
    integration,
    {
      kind: 'message',
      sourceId: message.id,
      numbers,
      render: async (contactPhone) => {
        const user = await tools.directory.userOf(integration, actingUserIdOf(message), options);
        const userName = user === undefined ? null : userNameOf(user);
        return {
          ...renderMessage({ message, line, contactNumber: contactPhone, userName }, integration.activityFormats.messages),
          direction: message.direction === 'outgoing' ? 'outbound' : 'inbound',
          timestamp: message.createdAt ?? toIso(tools.clock.now()),
          durationSeconds: null,
          isAnswered: false,
          quoUser: user === undefined ? null : { id: user.id, name: userName, email: user.email ?? null },
        };
      },
    },
    options,
  );
  return { kind: 'logged', participants };
}

/** Nobody of the workspace wrote a message that came in. */
function actingUserIdOf({ direction, userId }: QuoMessage): string | undefined {
  return direction === 'outgoing' ? (userId ?? undefined) : undefined;
}

import type { QuoArea } from '../quo-failure.ts';
import type { SandboxRoute } from '../sandbox-route.ts';
import type { SandboxState } from '../sandbox-state.ts';
import type { HeldCall, HeldMessage } from './held-call.ts';
import { toCallAnswer, toMessageAnswer } from './phone-answers.ts';

/** What has happened on the phone. */
export interface PhoneLog {
  readonly calls: ReadonlyMap<string, HeldCall>;
  readonly messages: ReadonlyMap<string, HeldMessage>;
}

/** Calls, what hangs on them, and messages: they can be read only. */
export function createPhoneRoutes(
  { fail }: SandboxState,
  { calls, messages }: PhoneLog,
  { hasSummaries }: { readonly hasSummaries: boolean },
): readonly SandboxRoute[] {
  /** Answers for one call; `undefined` is a 404. */
  function ofCall(area: QuoArea, read: (call: HeldCall) => Response | undefined): SandboxRoute {
    return {
      method: 'GET',
      path: `/v1/${area}/:id`,
      area,
      handle({ id }) {
        if (!id.startsWith('AC')) return fail(area, 400);
        const call = calls.get(id);
        return (call === undefined ? undefined : read(call)) ?? fail(area, 404);
      },
    };
  }

  return [
    ofCall('calls', (call) => (call.participants.length > 2 ? fail('calls', 400) : Response.json({ data: toCallAnswer(call) }))),
    ofCall('call-recordings', ({ recordings }) => Response.json({ data: recordings })),
    ofCall('call-voicemails', ({ voicemail }) => (voicemail === undefined ? undefined : Response.json({ data: voicemail }))),
    ofCall('call-summaries', ({ id, summary }) => {
      if (!hasSummaries) return fail('call-summaries', 403);
      return summary === undefined ? undefined : Response.json({ data: { callId: id, ...summary } });
    }),
    {
      method: 'GET',
      path: '/v1/messages/:id',
      area: 'messages',
      handle({ id }) {
        if (!id.startsWith('AC')) return fail('messages', 400);
        const message = messages.get(id);
        return message === undefined ? fail('messages', 404) : Response.json({ data: toMessageAnswer(message) });
      },
    },
  ];
}

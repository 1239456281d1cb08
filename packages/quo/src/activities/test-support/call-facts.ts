import { NO_CALL_FACTS } from '../../calls/merge-call-facts.ts';
import type { QuoCallFacts } from '../../calls/quo-call-facts.ts';
import type { QuoCallSummary } from '../../calls/quo-call-summary.ts';
import type { QuoCall } from '../../calls/quo-call.ts';
import type { QuoRecording } from '../../calls/quo-recording.ts';
import type { QuoVoicemail } from '../../calls/quo-voicemail.ts';

/** An incoming call of 76 seconds that a user has answered. */
export function aQuoCall(overrides: Partial<QuoCall> = {}): QuoCall {
  return {
    id: 'AC1',
    direction: 'incoming',
    status: 'completed',
    createdAt: '2026-01-05T10:00:00.000Z',
    answeredAt: '2026-01-05T10:00:05.000Z',
    completedAt: '2026-01-05T10:01:21.000Z',
    updatedAt: '2026-01-05T10:01:22.000Z',
    durationSeconds: 76,
    answeredBy: 'US1',
    initiatedBy: null,
    userId: 'US1',
    phoneNumberId: 'PN1',
    participants: ['+14155550100', '+14155550199'],
    externalParticipants: null,
    forwardedTo: null,
    aiHandled: null,
    ...overrides,
  };
}

/** A recording that can be listened to. */
export function aRecording(overrides: Partial<QuoRecording> = {}): QuoRecording {
  return { id: 'CR1', url: 'https://files.example/a.mp3', durationSeconds: 76, status: 'completed', startedAt: null, ...overrides };
}

/** A voicemail of 35 seconds with its transcript. */
export function aVoicemail(overrides: Partial<QuoVoicemail> = {}): QuoVoicemail {
  return {
    id: 'VM1',
    status: 'completed',
    durationSeconds: 35,
    transcript: 'Call me back',
    url: 'https://files.example/vm.mp3',
    ...overrides,
  };
}

/** A summary with two points, one next step and one job. */
export function aSummary(overrides: Partial<QuoCallSummary> = {}): QuoCallSummary {
  return {
    status: 'completed',
    summary: ['Asked for pricing', 'Wants demo'],
    nextSteps: ['Send quote'],
    jobs: [
      {
        icon: '✍️',
        name: 'Message taking',
        items: [
          { name: 'Name', value: 'Lee' },
          { name: 'Reason', value: 'Pricing' },
        ],
      },
    ],
    ...overrides,
  };
}

/** Facts of a call that is over, with a link into Quo. */
export function someCallFacts(overrides: Partial<QuoCallFacts> = {}): QuoCallFacts {
  return { ...NO_CALL_FACTS, call: aQuoCall(), deepLink: 'https://my.example/c/1', ...overrides };
}

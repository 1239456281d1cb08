import { expect, it } from 'vitest';
import { aQuoCall } from './test-support/call-facts.ts';
import { toCallStatusLine } from './to-call-status-line.ts';

it.each([
  [{ status: 'completed', direction: 'outgoing' }, 'Outgoing initiated by Ana Ruiz'],
  [{ status: 'completed', direction: 'incoming' }, 'Incoming answered by Ana Ruiz'],
  [{ status: 'completed', direction: 'incoming', answeredAt: null }, 'Incoming missed'],
  [{ status: 'completed', direction: 'outgoing', answeredAt: null }, 'Outgoing initiated by Ana Ruiz (not answered)'],
  [{ status: 'no-answer', direction: 'incoming' }, 'Incoming missed'],
  [{ status: 'missed', direction: 'incoming' }, 'Incoming missed'],
  [{ status: 'no-answer', direction: 'outgoing' }, 'Outgoing initiated by Ana Ruiz (not answered)'],
  [{ status: 'missed', direction: 'outgoing' }, 'Outgoing initiated by Ana Ruiz (not answered)'],
  [{ status: 'no-answer', direction: 'incoming', aiHandled: 'ai-agent' }, 'Handled by Sona'],
  [{ status: 'completed', answeredBy: 'SY1', aiHandled: 'ai-agent' }, 'Handled by Sona'],
  [{ status: 'forwarded', forwardedTo: '+14155550199' }, 'Incoming forwarded to +14155550199'],
  [{ status: 'forwarded', forwardedTo: 'US2' }, 'Incoming forwarded to Quo User'],
  [{ status: 'forwarded', forwardedTo: null }, 'Incoming forwarded by phone menu'],
  [{ status: 'completed', answeredAt: null, forwardedTo: '+14155550199' }, 'Incoming forwarded to +14155550199'],
  [{ status: 'no-answer', answeredAt: null, forwardedTo: 'US2' }, 'Incoming forwarded to Quo User'],
  [{ status: 'completed', forwardedTo: '+14155550199' }, 'Incoming answered by Ana Ruiz'],
  [{ status: 'busy', direction: 'outgoing' }, 'Outgoing busy'],
  [{ status: 'canceled', direction: 'incoming' }, 'Incoming canceled'],
  [{ status: 'constructor', direction: 'incoming' }, 'Incoming constructor'],
  [{ status: null, direction: 'incoming' }, 'Incoming call'],
  [{ status: null, direction: 'outgoing' }, 'Outgoing call'],
] as const)('says of the call %j: %s', (call, expected) => {
  expect(toCallStatusLine(aQuoCall(call), 'Ana Ruiz')).toBe(expected);
});

it('names no unknown user, and claims nothing where only a summary is known', () => {
  expect(toCallStatusLine(aQuoCall(), null)).toBe('Incoming answered by Quo User');
  expect(toCallStatusLine(aQuoCall(), ' ')).toBe('Incoming answered by Quo User');
  expect(toCallStatusLine(null, 'Ana Ruiz')).toBe('Call');
});

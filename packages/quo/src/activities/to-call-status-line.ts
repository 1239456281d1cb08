import type { QuoCall } from '../calls/quo-call.ts';
import { toOneLine } from './clean-text.ts';
import { UNKNOWN_USER } from './user-name-of.ts';

/**
 * Says in one line how a call went and who had it; plain text. The first rule that fits counts.
 * @param call - `null`: nothing is known but what hangs on the call, such as its summary.
 * @param userName - Of the acting user; `null`: unknown, or no user acted.
 */
export function toCallStatusLine(call: QuoCall | null, userName: string | null): string {
  if (call === null) return 'Call';
  if (call.aiHandled === 'ai-agent') return 'Handled by Sona';
  const user = toOneLine(userName ?? '') || UNKNOWN_USER;
  switch (call.status) {
    case 'completed':
      return call.answeredAt === null ? toUnanswered(call, user) : toAnswered(call, user);
    case 'no-answer':
    case 'missed':
      return toUnanswered(call, user);
    case 'forwarded':
      return toForwarded(call.forwardedTo);
    default:
      return toOther(call);
  }
}

function toAnswered({ direction }: QuoCall, user: string): string {
  return direction === 'outgoing' ? `Outgoing initiated by ${user}` : `Incoming answered by ${user}`;
}

/** A call that was passed on ends like one that was not answered: it was not missed. */
function toUnanswered({ direction, answeredAt, forwardedTo }: QuoCall, user: string): string {
  if (forwardedTo !== null && answeredAt === null && direction === 'incoming') return toForwarded(forwardedTo);
  return direction === 'outgoing' ? `Outgoing initiated by ${user} (not answered)` : 'Incoming missed';
}

function toOther({ direction, status }: QuoCall): string {
  return `${direction === 'outgoing' ? 'Outgoing' : 'Incoming'} ${toOneLine(status ?? '') || 'call'}`;
}

/** Quo names a number, or the id of a user, which says nothing to people who read. */
function toForwarded(forwardedTo: string | null): string {
  const target = toOneLine(forwardedTo ?? '');
  if (target === '') return 'Incoming forwarded by phone menu';
  return `Incoming forwarded to ${target.startsWith('US') ? UNKNOWN_USER : target}`;
}

import type { QuoCall } from '../calls/quo-call.ts';

/**
 * The user of Quo whose call it is: who began an outgoing one, who answered an incoming one, else whose line it was.
 * @returns `undefined` when no person acted: the Quo API knows no users behind other ids, and responds with 400.
 */
export function actingUserId({ direction, initiatedBy, answeredBy, userId, aiHandled }: QuoCall): string | undefined {
  if (aiHandled === 'ai-agent') return undefined;
  const id = (direction === 'outgoing' ? initiatedBy : answeredBy) ?? userId;
  return id?.startsWith('US') === true ? id : undefined;
}

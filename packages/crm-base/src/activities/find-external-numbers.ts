import { externalParticipants, type QuoCall, type QuoPhoneNumber } from '@frigg-crm/quo';
import { toE164 } from '../connector/to-e164.ts';

/**
 * @param call - All that is known of the call.
 * @param latest - The call as Quo sent it last; `null`: it did not.
 * @param lines - All lines of the workspace; none: Quo does not show them.
 * @returns the numbers outside the workspace, as Quo writes them; `internal` when colleagues talked to each other.
 */
export function findExternalNumbers(
  { call, latest }: { readonly call: QuoCall; readonly latest: QuoCall | null },
  lines: readonly QuoPhoneNumber[],
): readonly string[] | 'internal' | 'unknown' {
  const { participants, externalParticipants: sorted } = call;
  if (participants.length === 0 && (sorted ?? []).length === 0) return 'unknown';
  if (lines.length === 0 && sorted === null) return latest === null ? 'unknown' : guessExternal(latest);
  const external = externalParticipants(call, lines);
  return external.length === 0 ? 'internal' : external;
}

/**
 * Quo names the caller first. Where the workspace's lines are unknown, that is the best there is, on calls of two; what is
 * known of a call from several sources has no such order.
 */
function guessExternal({ direction, participants }: QuoCall): readonly string[] | 'unknown' {
  const guess = participants.length === 2 ? participants[direction === 'incoming' ? 0 : 1] : undefined;
  return guess === undefined ? 'unknown' : [guess];
}

/** @returns the number as mappings are kept by; `undefined` for hidden callers and short codes, which no contact has. */
export function toContactPhone(number: string): string | undefined {
  return toE164(number);
}

/** A line of the workspace, as the Quo API lists it. */
export interface OwnLine {
  readonly number?: string | null | undefined;
  readonly formattedNumber?: string | null | undefined;
}

/**
 * The numbers on a call that are outside the workspace, each once, as Quo writes them and in its order.
 * @param call - Where Quo has sorted its participants out, only those are looked at that it calls external.
 * @param ownLines - All lines of the workspace, not only those that are watched. Without any, and where Quo has not sorted
 * them out, the external ones are unknown: the result is empty, since a call must never be written to one's own number.
 */
export function externalParticipants(
  call: { readonly participants: readonly unknown[] | null; readonly externalParticipants: readonly unknown[] | null },
  ownLines: readonly OwnLine[],
): readonly string[] {
  const own = new Set(ownLines.flatMap(({ number, formattedNumber }) => [number, formattedNumber].filter(isText).map(normalise)));
  if (call.externalParticipants === null && own.size === 0) return [];
  const candidates: readonly unknown[] = call.externalParticipants ?? call.participants ?? [];
  const byNumber = new Map<string, string>();
  for (const candidate of candidates.filter(isText)) {
    const number = normalise(candidate);
    if (number !== '' && !own.has(number) && !byNumber.has(number)) byNumber.set(number, candidate);
  }
  return [...byNumber.values()];
}

/** Numbers come in E.164, and formatted for reading. */
function normalise(number: string): string {
  return number.replace(/[\s()-]/g, '');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

let offsetMs = 0;
let bestRoundTripMs = Number.POSITIVE_INFINITY;

/** @returns what the clock of the server says now, in milliseconds since 1970: that of an operator's machine may be wrong. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Learns from an answer what the server's clock says; it comes in whole seconds, so the quickest answer counts. */
export function learnServerTime(date: string | null, startedMs: number): void {
  const saidMs = Date.parse(date ?? '');
  const roundTripMs = Date.now() - startedMs;
  if (Number.isNaN(saidMs) || roundTripMs > bestRoundTripMs) return;
  bestRoundTripMs = roundTripMs;
  const difference = saidMs + 500 - (startedMs + roundTripMs / 2);
  // Less than what whole seconds and the way can explain is no difference.
  offsetMs = Math.abs(difference) < 1500 ? 0 : difference;
}

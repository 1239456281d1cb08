/** How far the clocks of the machines may disagree. */
const CLOCK_SKEW_MS = 10_000;

/**
 * @param options.longestMs - The longest time that a process writes down.
 * @returns how long it is until a moment that another process has written down; 0 when it is over, and when it lies so far
 * ahead that only a wrong clock can have written it: no caller shall wait for days.
 */
export function msLeft(
  untilMs: number | null | undefined,
  { nowMs, longestMs }: { readonly nowMs: number; readonly longestMs: number },
): number {
  const leftMs = (untilMs ?? nowMs) - nowMs;
  return leftMs > longestMs + CLOCK_SKEW_MS ? 0 : Math.max(0, leftMs);
}

/**
 * Writes a length of time as minutes and seconds, `m:ss`; minutes go on beyond an hour.
 * @param seconds - What is unknown, negative or no number counts as 0; fractions are cut off.
 */
export function formatDuration(seconds: number | null | undefined): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.trunc(seconds ?? 0)) : 0;
  return `${Math.trunc(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** As `formatDuration`, with at least two digits of minutes: `mm:ss`. */
export function formatPaddedDuration(seconds: number | null | undefined): string {
  return formatDuration(seconds).padStart('00:00'.length, '0');
}

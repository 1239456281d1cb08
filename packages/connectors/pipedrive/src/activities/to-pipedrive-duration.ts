const LONGEST_MINUTES = 24 * 60 - 1;

/**
 * Writes the length of a call as Activities API v2 wants it: `HH:MM`, whole minutes, rounded down.
 * @returns `undefined` for less than a minute: Pipedrive refuses `00:00`. A day and more is cut to `23:59`.
 */
export function toPipedriveDuration(seconds: number | null | undefined): string | undefined {
  const minutes = Math.min(Math.floor((seconds ?? 0) / 60), LONGEST_MINUTES);
  if (!(minutes >= 1)) return undefined;
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}

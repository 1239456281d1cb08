/** What stands where a number is not known. Never a zero. */
const UNKNOWN = '—';

const NUMBERS = new Intl.NumberFormat('en-US');
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** @returns a count in full, such as `12,345`. */
export function formatCount(count: number | null | undefined): string {
  return count == null ? UNKNOWN : NUMBERS.format(count);
}

/** @returns a total: `≥ 1,200` while it can still grow. */
export function formatTotal({ total, totalIsFinal }: { readonly total: number | null; readonly totalIsFinal: boolean }): string {
  if (total === null) return UNKNOWN;
  return totalIsFinal ? NUMBERS.format(total) : `≥ ${NUMBERS.format(total)}`;
}

/** @returns a rate per second; unknown before anything was counted. */
export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return UNKNOWN;
  return perSecond >= 100 ? NUMBERS.format(Math.round(perSecond)) : ONE_DIGIT.format(perSecond);
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** @returns a duration in at most two units, such as `2 h 5 min`. */
export function formatDuration(ms: number): string {
  let seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds >= 120) seconds = seconds >= 7200 ? Math.round(seconds / 60) * 60 : seconds;
  const index = UNITS.findIndex(([, size]) => seconds >= size);
  if (index === -1) return '0 s';
  const [unit, size] = UNITS[index] ?? UNITS[3];
  const next = UNITS[index + 1];
  const whole = Math.floor(seconds / size);
  const rest = next === undefined ? 0 : Math.floor((seconds % size) / next[1]);
  return rest === 0 || next === undefined ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${next[0]}`;
}

/** @returns how long ago, or in how long, such as `3 min ago` or `in 12 s`. */
export function formatRelative(at: string, nowMs: number): string {
  const ms = Date.parse(at) - nowMs;
  if (Math.abs(ms) < 1500) return 'now';
  const coarse = formatDuration(Math.abs(ms)).split(' ').slice(0, 2).join(' ');
  return ms < 0 ? `${coarse} ago` : `in ${coarse}`;
}

/** Which clock moments are shown by. */
export type Zone = 'local' | 'utc';

/** @returns a moment as a clock shows it: the time alone on the same day. */
export function formatMoment(at: string, { zone, nowMs }: { readonly zone: Zone; readonly nowMs: number }): string {
  const date = new Date(at);
  const zoned = zone === 'utc' ? { timeZone: 'UTC' } : {};
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zoned });
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', ...zoned }).format(date);
  return day.format(date) === day.format(new Date(nowMs)) ? time : `${day.format(date)} ${time}`;
}

/** @returns the end of an id: ids that were made at about the same time begin alike. What was made for another one has its end, too. */
export function shortId(id: string): string {
  const [uuid = id] = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(id) ?? [];
  return uuid.slice(-8);
}

/** @returns one form or the other: `1 page`, `2 pages`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${NUMBERS.format(count)} ${count === 1 ? one : many}`;
}

/** @returns a name in capitals as a sentence has it: `FETCHING_TOTAL` is `Fetching total`. */
export function toWords(name: string): string {
  const words = name.toLowerCase().replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

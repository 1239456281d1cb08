/** When an activity is due; both in UTC. */
export interface DueDateTime {
  /** `YYYY-MM-DD`. */
  readonly dueDate: string;
  /** `HH:MM`. */
  readonly dueTime: string;
}

/** @returns date and time (UTC) as Activities API v2 wants them, or `undefined` for what is no time. */
export function toDueDateTime(iso: string | null | undefined): DueDateTime | undefined {
  const utc = toUtc(iso);
  return utc === undefined ? undefined : { dueDate: utc.slice(0, 10), dueTime: utc.slice(11, 16) };
}

/** @returns `YYYY-MM-DD HH:MM:SS` in UTC as Notes API v1 wants its `add_time`, or `undefined` for what is no time. */
export function toNoteTime(iso: string | null | undefined): string | undefined {
  return toUtc(iso)?.slice(0, 19).replace('T', ' ');
}

function toUtc(iso: string | null | undefined): string | undefined {
  const ms = Date.parse(iso ?? '');
  if (Number.isNaN(ms)) return undefined;
  const utc = new Date(ms).toISOString();
  // Years beyond 9999 are written with a sign and more digits.
  return /^\d{4}-/.test(utc) ? utc : undefined;
}

import { toIso } from '@frigg-crm/core/adapter';

/** From the year 0 to the year 9999: other years have another form as text, and sort wrongly. */
const EARLIEST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const ISO_WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/;
const ZONE = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\)?$/i;
const ISO_DATE = /^\d{4}(?:-\d{2}){0,2}$/;

/**
 * Reads a time of a CRM; one without a zone is in UTC, whatever the zone of this machine.
 * @returns ISO 8601 in UTC with milliseconds, so that texts compare as times do; `null` for what is no time.
 */
export function toComparableTime(time: string | undefined): string | null {
  const ms = typeof time === 'string' ? parse(time.trim()) : Number.NaN;
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? toIso(ms) : null;
}

function parse(time: string): number {
  const [, date, clock] = ISO_WITHOUT_ZONE.exec(time) ?? [];
  if (date !== undefined && clock !== undefined) return Date.parse(`${date}T${clock}Z`);
  return Date.parse(ZONE.test(time) || ISO_DATE.test(time) ? time : `${time} UTC`);
}

import { ConfigurationError } from '@frigg-crm/core';

/** A position in a list of people. */
export interface PeopleCursor {
  /** The query of the page, as AxisCare has named it; empty: the first page. */
  readonly search: string;
  /** How many people of that page were given out already: a page may hold more than was requested. */
  readonly skip: number;
  /** How often the list was begun again, because AxisCare had lost a position. */
  readonly restarts: number;
}

/** Where a list begins. */
export const FIRST_PAGE: PeopleCursor = { search: '', skip: 0, restarts: 0 };

/** @returns the position as text, which is never the one of the same page before a restart. */
export function toPeopleCursor({ search, skip, restarts }: PeopleCursor): string {
  return `${restarts}.${skip}.${search}`;
}

/**
 * Reads what {@link toPeopleCursor} has written.
 * @throws {ConfigurationError} when it is something else.
 */
export function readPeopleCursor(cursor: string | undefined): PeopleCursor {
  if (cursor === undefined) return FIRST_PAGE;
  const [, restarts, skip, search = ''] = /^(\d)\.(\d{1,9})\.(.*)$/s.exec(cursor) ?? [];
  if (restarts === undefined) throw new ConfigurationError('The cursor is none of a list of AxisCare: begin the list again');
  return { search, skip: Number(skip), restarts: Number(restarts) };
}

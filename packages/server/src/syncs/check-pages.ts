import type { Process } from '@frigg-crm/core';
import { findUnknownPage, type PageRange } from '@frigg-crm/crm-base';
import { ProblemError } from '../http/problem-error.ts';

/** @throws {ProblemError} `UNPROCESSABLE` when the sync has no such page. */
export function checkPages(process: Process, pages: readonly PageRange[] | undefined, pointer: string): void {
  const unknown = findUnknownPage(process, pages ?? []);
  if (unknown !== undefined) throw new ProblemError('UNPROCESSABLE', `The sync ${unknown}`, { errors: [{ pointer, detail: unknown }] });
}

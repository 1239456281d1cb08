import type { SandboxRoute } from '@frigg-crm/http/sandbox';
import { notWritten } from '../not-written.ts';
import type { BlankCrmRecords, SandboxEvent, SandboxHook } from './blank-crm-records.ts';

/** The routes of the API, as its documentation describes them: strict about what the real one refuses. */
export function createBlankCrmRoutes(_records: BlankCrmRecords): Readonly<Record<string, SandboxRoute>> {
  return {};
}

/** @returns which page of all people a request lists, `first` for the first one; `undefined` for every other request. */
export function listedPage(_request: Request): string | undefined {
  return notWritten('listedPage in src/sandbox/blank-crm-routes.ts');
}

/** Announces an event as the CRM does, signed with the secret of the webhook. */
export function toDelivery(_event: SandboxEvent, _hook: SandboxHook): Request {
  return notWritten('toDelivery in src/sandbox/blank-crm-routes.ts, the request that announces an event');
}

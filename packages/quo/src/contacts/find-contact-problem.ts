import { countCharacters } from '../api/count-characters.ts';
import { findSourceProblem, type QuoSurface } from '../api/quo-source.ts';
import { isStorable } from '../api/visible-text.ts';
import type { ContactBody } from './contact-body.ts';

/** Why Quo would refuse a contact; `message` names the field and holds nothing of its value. */
export interface ContactProblem {
  readonly code: 'INVALID_EXTERNAL_ID' | 'INVALID_SOURCE' | 'INVALID_SOURCE_URL' | 'INVALID_CUSTOM_FIELD';
  /** Its path, as in the errors of Quo. */
  readonly fields: readonly [string];
  readonly message: string;
}

const MAX_EXTERNAL_ID_LENGTH = 75;
const MAX_SOURCE_URL_LENGTH = 200;

/** Finds what the Quo API would refuse (Create a contact: lengths in characters, reserved sources), before any call. */
export function findContactProblem(body: ContactBody, surface: QuoSurface): ContactProblem | undefined {
  if (!isUsableExternalId(body.externalId))
    return {
      code: 'INVALID_EXTERNAL_ID',
      fields: ['externalId'],
      message: `externalId must have 1 to ${MAX_EXTERNAL_ID_LENGTH} characters, without U+0000 and halves of surrogate pairs`,
    };
  const sourceProblem = findSourceProblem(body.source, surface);
  if (sourceProblem !== undefined) return { code: 'INVALID_SOURCE', fields: ['source'], message: sourceProblem };
  if (body.sourceUrl !== undefined && toSourceUrl(body.sourceUrl) === undefined) {
    return {
      code: 'INVALID_SOURCE_URL',
      fields: ['sourceUrl'],
      message: `sourceUrl must be an absolute URL of at most ${MAX_SOURCE_URL_LENGTH} characters: leave it out`,
    };
  }
  const keyless = body.customFields?.findIndex(({ key }) => key === '') ?? -1;
  if (keyless >= 0) return { code: 'INVALID_CUSTOM_FIELD', fields: [`customFields.${keyless}.key`], message: 'a custom field has no key' };
  return undefined;
}

/** Whether a contact of Quo can have this external id; others need not be looked up. */
export function isUsableExternalId(externalId: string): boolean {
  return externalId !== '' && countCharacters(externalId) <= MAX_EXTERNAL_ID_LENGTH && isStorable(externalId);
}

/** @returns `url` when Quo takes it as a contact's `sourceUrl`, else `undefined`: leave it out then. */
export function toSourceUrl(url: string | null | undefined): string | undefined {
  if (url == null || countCharacters(url) > MAX_SOURCE_URL_LENGTH || !URL.canParse(url) || !isStorable(url)) return undefined;
  return /^https?:/i.test(url) ? url : undefined;
}

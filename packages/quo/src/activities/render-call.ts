import type { QuoCallFacts } from '../calls/quo-call-facts.ts';
import type { ActivityFormat, ActivityText } from './activity-format.ts';
import type { ActivityLine } from './activity-line.ts';
import { toRecordingsLine } from './format-call-recordings.ts';
import { toVoicemailSections } from './format-voicemail.ts';
import { toMarkup } from './markup.ts';
import { toSummarySections } from './summary-sections.ts';
import { toActivityTitle } from './to-activity-title.ts';
import { toCallStatusLine } from './to-call-status-line.ts';
import { toLinkSection } from './to-link-section.ts';

/** A call as one contact had it. */
export interface CallActivityModel {
  /** All that is known so far. */
  readonly facts: QuoCallFacts;
  readonly line: ActivityLine;
  /** E.164. */
  readonly contactNumber: string;
  /** Of the acting user, see `actingUserId`; `null`: unknown, or no user acted. */
  readonly userName: string | null;
}

/**
 * Writes a call for a CRM. What is known later only adds sections: title, how the call went, recordings, voicemail,
 * summary, next steps, findings, link.
 *
 * @example
 * ```ts
 * const { title, content } = renderCall({ facts, line, contactNumber: '+14155550199', userName: 'Ana Ruiz' }, { format: 'html' });
 * ```
 */
export function renderCall({ facts, line, contactNumber, userName }: CallActivityModel, format: ActivityFormat): ActivityText {
  const markup = toMarkup(format);
  const { call, recordings, voicemail, summary, deepLink } = facts;
  const recordingsLine = toRecordingsLine(recordings, call?.durationSeconds ?? null, markup);
  const direction = call?.direction ?? 'incoming';
  return {
    // Two spaces behind this emoji, which is drawn wider than a letter.
    title: toActivityTitle({ kind: 'Call', emoji: '☎️ ', unnamed: 'Quo Line', direction, line, contactNumber }, markup),
    content: markup.compose([
      [markup.line(toCallStatusLine(call, userName))],
      recordingsLine === undefined ? [] : [recordingsLine],
      ...toVoicemailSections(voicemail, markup),
      ...toSummarySections(summary, markup),
      toLinkSection('View the call activity in Quo', deepLink, markup),
    ]),
  };
}

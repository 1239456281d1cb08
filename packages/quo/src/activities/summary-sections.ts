import type { JsonValue } from '@frigg-crm/core';
import type { QuoCallSummary, QuoSummaryJob } from '../calls/quo-call-summary.ts';
import type { Markup } from './markup.ts';
import { stripEmoji } from './strip-emoji.ts';

const MAX_DEPTH = 8;

/**
 * The sections of Quo's summary: its points, what is to be done, and what its assistant had to find out. A summary
 * that is not completed says nothing; events write no status, and report only completed ones.
 */
export function toSummarySections(summary: QuoCallSummary | null, markup: Markup): readonly (readonly string[])[] {
  if (summary === null || (summary.status !== null && summary.status !== 'completed')) return [];
  return [
    toList('Summary:', summary.summary, markup),
    toList('Next Steps:', summary.nextSteps, markup),
    ...summary.jobs.map((job) => toJob(job, markup)),
  ];
}

function toList(heading: string, points: readonly string[], markup: Markup): readonly string[] {
  const lines = points.map((point) => markup.line(point)).filter((point) => point !== '');
  return lines.length === 0 ? [] : [markup.bold(heading), ...lines.map((line) => `• ${line}`)];
}

function toJob({ icon, name, items }: QuoSummaryJob, markup: Markup): readonly string[] {
  const shownIcon = markup.hasEmoji ? (icon ?? '') : stripEmoji(icon ?? '');
  const heading = [markup.line(shownIcon), markup.line(name)].filter((part) => part !== '').join(' ');
  const lines = items.flatMap((item) => {
    const value = markup.line(toText(item.value));
    const itemName = markup.line(item.name);
    if (value === '') return [];
    return [itemName === '' ? `• ${value}` : `• ${markup.bold(`${itemName}:`)} ${value}`];
  });
  return heading === '' ? lines : [markup.bold(`${heading}:`), ...lines];
}

/** Says a value in words: lists with commas, objects as names and values, nothing where nothing is known. */
function toText(value: JsonValue, depth = 0): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (depth >= MAX_DEPTH) return '…';
  if (isList(value)) return joined(value.map((item) => toText(item, depth + 1)));
  return joined(
    Object.entries(value).map(([name, inner]) => {
      const text = toText(inner, depth + 1);
      return text === '' ? '' : `${name}: ${text}`;
    }),
  );
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(', ');
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

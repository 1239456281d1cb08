import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import type { QuoSurface } from '../api/quo-source.ts';
import { toContactBody } from './contact-body.ts';
import { findContactProblem, toSourceUrl } from './find-contact-problem.ts';
import type { QuoContact } from './quo-contact.ts';

function codeOf(contact: Partial<QuoContact>, surface: QuoSurface = 'public'): string | undefined {
  return findContactProblem(toContactBody(aQuoContact(contact), 'acme'), surface)?.code;
}

it('counts the length of an external id in characters: 1 to 75', () => {
  expect([codeOf({ externalId: 'x'.repeat(75) }), codeOf({ externalId: '😀'.repeat(75) })]).toEqual([undefined, undefined]);
  expect([codeOf({ externalId: '' }), codeOf({ externalId: 'x'.repeat(76) })]).toEqual(['INVALID_EXTERNAL_ID', 'INVALID_EXTERNAL_ID']);
});

it.each(['', 'x'.repeat(73), 'openphone', 'device', 'csv', 'zapier', 'google-people', 'other', 'openphone-attio', 'csv-import'])(
  'refuses the source %j on the public surface',
  (source) => {
    expect(codeOf({ source })).toBe('INVALID_SOURCE');
  },
);

it('lets a partner use openphone-…, but no reserved word', () => {
  expect(codeOf({ source: 'openphone-attio' }, 'partner')).toBeUndefined();
  expect([codeOf({ source: 'openphone' }, 'partner'), codeOf({ source: 'csv-import' }, 'partner')]).toEqual([
    'INVALID_SOURCE',
    'INVALID_SOURCE',
  ]);
});

it.each(['/people/1', 'crm.example/1', `https://crm.example/${'x'.repeat(200)}`])('refuses %j as a link', (sourceUrl) => {
  expect(codeOf({ sourceUrl })).toBe('INVALID_SOURCE_URL');
  expect(toSourceUrl(sourceUrl)).toBeUndefined();
});

it('lets a connector leave out a link that Quo would refuse', () => {
  expect([toSourceUrl('https://crm.example/1'), toSourceUrl(null), toSourceUrl('javascript:alert(1)')]).toEqual([
    'https://crm.example/1',
    undefined,
    undefined,
  ]);
});

it('says nothing of the value in its message', () => {
  const problem = findContactProblem(toContactBody(aQuoContact({ externalId: 'Ann Lee '.repeat(20) }), 'acme'), 'public');
  expect(problem?.message).not.toContain('Ann');
});

import { silentLogger, type LogFields } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import { lookupsOf, readCallActivityDestination, type CallActivityDestination } from './create-activity-links.ts';
import { createActivityLinks } from './create-activity-links.ts';

function setUp(has: readonly ('deal' | 'lead')[], scopes?: readonly string[]) {
  const fixture = pipedrive.open({ people: 1, ...(scopes === undefined ? {} : { scopes }) });
  const ids = { deal: '1', lead: 'adf21080-0e10-11eb-879b-000000000001' };
  if (has.includes('deal')) fixture.sandbox.deals.add({ personId: 1 });
  if (has.includes('lead')) fixture.sandbox.leads.add({ personId: 1 });
  const warnings: LogFields[] = [];
  const logger = { ...silentLogger, warn: (fields: LogFields) => void warnings.push(fields) };
  return { ...fixture, fixture, ids, warnings, links: createActivityLinks({ client: fixture.client, logger }) };
}

describe('createActivityLinks', () => {
  it.each([
    ['all', ['deal', 'lead'], 'deal', 1],
    ['all', ['lead'], 'lead', 2],
    ['all', [], undefined, 2],
    ['deal', ['deal', 'lead'], 'deal', 1],
    ['deal', ['lead'], undefined, 1],
    ['lead', ['deal', 'lead'], 'lead', 1],
    ['lead', ['deal'], undefined, 1],
    ['contact', ['deal', 'lead'], undefined, 0],
  ] as const)('files by %s, where there is %j, under %s after %i lookups (acceptance 32)', async (destination, has, kind, asked) => {
    const { links, ids, sent } = setUp(has);
    expect(await links.linkFor('1', destination)).toEqual(kind === undefined ? undefined : { kind, id: ids[kind] });
    expect(sent).toHaveLength(asked);
  });

  it('files with the person alone when the app may not read deals or leads, and warns once (acceptance 33)', async () => {
    const { links, warnings } = setUp(['deal', 'lead'], ['base']);
    for (let call = 0; call < 3; call += 1) expect(await links.linkFor('1', 'all')).toBeUndefined();
    expect(warnings).toEqual([{ scope: 'deals:read' }, { scope: 'leads:read' }]);
  });

  it('goes on to the lead when only deals may not be read', async () => {
    const { links, ids } = setUp(['deal', 'lead'], ['leads:read']);
    expect(await links.linkFor('1', 'all')).toEqual({ kind: 'lead', id: ids.lead });
  });

  it.each([
    ['429', () => Response.json({ success: false }, { status: 429, headers: { 'retry-after': '60' } }), 'API_RATE_LIMITED'],
    ['500', () => Response.json({ success: false }, { status: 500 }), 'API_UNAVAILABLE'],
    ['the page of the edge', () => new Response('<p>', { status: 403, headers: { 'content-type': 'text/html' } }), 'API_RATE_LIMITED'],
    ['400', () => Response.json({ success: false }, { status: 400 }), 'API_REFUSED'],
  ])('throws on %s, so that the call is not filed in the wrong place for good', async (_case, answer, code) => {
    const { links, fixture, warnings } = setUp(['deal']);
    fixture.intercept = answer;
    await expect(fixture.clock.runUntil(links.linkFor('1', 'all'))).rejects.toMatchObject({ code });
    expect(warnings).toEqual([]);
  });
});

describe('readCallActivityDestination', () => {
  it('takes the four values, and all where nothing is set', () => {
    const values: readonly CallActivityDestination[] = ['all', 'deal', 'lead', 'contact'];
    expect(values.map((value) => readCallActivityDestination(value))).toEqual(values);
    expect([undefined, null].map((value) => readCallActivityDestination(value))).toEqual(['all', 'all']);
    expect(lookupsOf('contact')).toEqual([]);
  });

  it.each(['foo', 'ALL', '', 'constructor', 1, {}])('refuses %j and names what is allowed (acceptance 33)', (value) => {
    expect(() => readCallActivityDestination(value)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining('all, deal, lead, contact') as string }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { withConfig, withNotice, withStatus, withoutNotices } from './change-integration.ts';
import type { Integration, IntegrationMessage } from './integration.ts';

const AT = '2026-01-05T10:00:00.000Z';

const INTEGRATION: Integration = {
  id: 'i1',
  userId: 'u1',
  connector: 'zoho',
  status: 'ENABLED',
  config: { phones: ['PN1'], nested: { kept: 1, changed: 1 } },
  messages: [],
  lookupKeys: [],
  setUpAt: null,
  dueAt: null,
  failedAttempts: 0,
  createdAt: AT,
  updatedAt: AT,
  version: 0,
};

const message = (code: string, text = code): IntegrationMessage => ({ level: 'warning', code, text, at: AT });
const codes = ({ messages }: Integration): readonly string[] => messages.map(({ code }) => code);

describe('a change of an integration', () => {
  it('sets a status that can be reached, and refuses any other', () => {
    expect(withStatus(INTEGRATION, 'PROCESSING')).toStrictEqual({ ...INTEGRATION, status: 'PROCESSING' });
    const going = withStatus(INTEGRATION, 'IN_DELETION');
    expect(withStatus(going, 'IN_DELETION')).toStrictEqual(going);
    expect(() => withStatus(going, 'ENABLED')).toThrow(
      expect.objectContaining({
        code: 'ILLEGAL_STATUS',
        retryable: false,
        message: 'An integration cannot get from IN_DELETION to ENABLED',
      }) as Error,
    );
  });

  it('merges a patch into the configuration, and leaves all else', () => {
    const changed = withConfig(INTEGRATION, { phones: ['PN2'], nested: { changed: null, more: true } });
    expect(changed).toStrictEqual({ ...INTEGRATION, config: { phones: ['PN2'], nested: { kept: 1, more: true } } });
    expect(INTEGRATION.config).toStrictEqual({ phones: ['PN1'], nested: { kept: 1, changed: 1 } });
  });

  it('keeps one message of each code, the newest, and fifty at most', () => {
    const twice = ['a', 'b', 'a'].reduce((integration, code, index) => withNotice(integration, message(code, `${index}`)), INTEGRATION);
    expect(twice.messages).toStrictEqual([message('b', '1'), message('a', '2')]);
    const many = Array.from({ length: 60 }, (_, index) => `code ${index}`);
    const bounded = many.reduce((integration, code) => withNotice(integration, message(code)), INTEGRATION);
    expect(codes(bounded)).toEqual(many.slice(10));
  });

  it('takes away the messages that no longer hold', () => {
    const full = ['a', 'b', 'c'].reduce((integration, code) => withNotice(integration, message(code)), INTEGRATION);
    expect(codes(withoutNotices(full, ['a', 'c', 'unknown']))).toEqual(['b']);
    expect(codes(withoutNotices(full, []))).toEqual(['a', 'b', 'c']);
  });
});

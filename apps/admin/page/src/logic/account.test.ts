import { expect, it } from 'vitest';
import { missingOf, readAccount } from './account.ts';

const CONNECTOR = { options: [{ name: 'region', description: '' }] };

function read(entered: Readonly<Record<string, string>>): ReturnType<typeof readAccount> {
  return readAccount(CONNECTOR, (field) => entered[field] ?? '');
}

it('reads what was entered, and leaves out what was not', () => {
  expect(read({ '/crm/url': 'https://a.test', '/crm/token': 't', '/crm/options/region': 'eu', '/quo/apiKey': 'k' })).toEqual({
    crm: { url: 'https://a.test', token: 't', options: { region: 'eu' } },
    quo: { apiKey: 'k' },
  });
  expect(read({ '/crm/url': 'synthetic:10' })).toEqual({ crm: { url: 'synthetic:10' } });
  expect(read({ '/quo/apiKey': 'k' })).toEqual({ quo: { apiKey: 'k' } });
});

it('names the field that new credentials lack', () => {
  expect(missingOf(read({ '/quo/apiKey': 'k' }))).toEqual([]);
  expect(missingOf(read({ '/crm/url': 'https://a.test', '/crm/token': 't' }))).toEqual([]);
  expect(missingOf(read({ '/crm/token': 't' })).map(({ pointer }) => pointer)).toEqual(['/crm/url']);
  expect(missingOf(read({})).map(({ pointer }) => pointer)).toEqual(['/crm/token']);
});

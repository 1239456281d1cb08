import { expect, it } from 'vitest';
import * as z from 'zod';
import { readSetting } from './read-setting.ts';

it('reads what an owner has set, and nothing else', () => {
  const schema = z.enum(['deal', 'lead']);
  const read = (settings: Parameters<typeof readSetting>[0]): unknown => readSetting(settings, 'destination', schema);
  expect(read({ destination: 'lead' })).toBe('lead');
  expect([read(undefined), read({}), read({ destination: null }), read({ destination: 7 }), read({ destination: 'note' })]).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  expect(readSetting({}, 'constructor', z.unknown())).toBeUndefined();
});

import { expect, it } from 'vitest';
import { checkHeaders } from './check-headers.ts';

it.each(['abc', 'Bearer a.b-c_d~e+f/g==', 'Müller', 'a\tb', ''])('accepts %j', (value) => {
  expect(() => checkHeaders('Acme', { authorization: value })).not.toThrow();
});

it.each(['\n', '\r\n', '\0', '\u007f', '\u00a0', '\u00ad', '\u200b', '\u202d', '\ufeff', '–', '😀'])(
  'F26: refuses a value with %j anywhere, names the field and quotes nothing',
  (character) => {
    for (const value of [`${character}s3cret`, `s3${character}cret`, `s3cret${character}`]) {
      const check = (): void => checkHeaders('Acme', { Authorization: `Bearer ${value}` });
      expect(check).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID', retryable: false }));
      expect(check).toThrow(/authorization/);
      expect(check).not.toThrow(/s3|cret/);
    }
  },
);

it.each(['', 'x y', 'x:y', 'ü'])('F26: refuses a field named %j', (name) => {
  expect(() => checkHeaders('Acme', { [name]: 'a' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});

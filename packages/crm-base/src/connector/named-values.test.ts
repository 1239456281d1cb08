import { describe, expect, it } from 'vitest';
import { capitaliseLabel, toNamedValues } from './named-values.ts';
import { toE164 } from './to-e164.ts';

const phones = { normalise: (value: unknown) => toE164(value, 'US') };

describe('toNamedValues', () => {
  it('puts the primary value first and keeps it when another is equal', () => {
    const items = [
      { value: '4155550132', label: 'work', primary: false },
      { value: '+1 (415) 555-0199', label: 'home' },
      { value: '+1 (415) 555-0132', label: 'mobile', primary: true },
    ];
    expect(toNamedValues(items, phones)).toEqual([
      { name: 'Mobile', value: '+14155550132' },
      { name: 'Home', value: '+14155550199' },
    ]);
  });

  it('drops what is no value', () => {
    expect(toNamedValues([{ value: '', label: 'work', primary: true }, { value: null }, { value: 'abc' }], phones)).toEqual([]);
  });

  it.each([
    ['work', 'Work'],
    ['  mobile ', 'Mobile'],
    ['whatsApp', 'WhatsApp'],
    ['ÉCOLE', 'ÉCOLE'],
    ['élan', 'Élan'],
    ['📱 private', '📱 private'],
    ['', undefined],
    ['  ', undefined],
    [null, undefined],
  ])('writes the label %j as %j', (label, expected) => {
    expect(capitaliseLabel(label)).toBe(expected);
  });

  it('takes values for equal whatever their case', () => {
    const items = [{ value: 'ana@acme.test' }, { value: 'Ana@Acme.Test', primary: true }];
    expect(toNamedValues(items, { normalise: String })).toEqual([{ name: 'Work', value: 'Ana@Acme.Test' }]);
  });

  it('gives a value without a label the default name', () => {
    expect(toNamedValues([{ value: 'x' }], { normalise: String })).toEqual([{ name: 'Work', value: 'x' }]);
    expect(toNamedValues([{ value: 'x', label: ' ' }], { normalise: String, defaultName: 'Other' })).toEqual([
      { name: 'Other', value: 'x' },
    ]);
  });
});

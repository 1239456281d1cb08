import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEmailAddresses, toEmailAddresses } from './read-email-addresses.ts';

describe('readEmailAddresses', () => {
  it.each([
    'ana@acme.test, ana@home.test',
    'ana@acme.test;ana@home.test',
    'ana@acme.test / ana@home.test',
    'ana@acme.test/ana@home.test',
    'Ana <ana@acme.test> or "Home" <ana@home.test>',
    'mailto:ana@acme.test\nana@home.test.',
    '\u200Bana@acme.test\u202C ana@home.test',
  ])('F1: reads both addresses of %j', (text) => {
    expect(readEmailAddresses(text)).toEqual({ values: ['ana@acme.test', 'ana@home.test'], state: 'read' });
  });

  it.each([null, undefined, '', ' \u200B '])('F1: %j is an empty field', (value) => {
    expect(readEmailAddresses(value)).toEqual({ values: [], state: 'empty' });
  });

  it.each(['ana at acme', 'ana@', '@acme.test', 'a@b@c.test', 42, {}])('F1: %j is not empty, and cannot be read', (value) => {
    expect(readEmailAddresses(value)).toEqual({ values: [], state: 'unreadable' });
  });

  it('F1: what looks like an address beside another one is not forgotten', () => {
    expect(readEmailAddresses('ana@acme.test, ana@')).toEqual({ values: ['ana@acme.test'], state: 'unreadable' });
    expect(toEmailAddresses('ana@acme.test, ana@')).toEqual(['ana@acme.test']);
  });

  it('never throws, and reads nothing but addresses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.anything()), (value) => {
        for (const address of readEmailAddresses(value).values) expect(address).toMatch(/^[^\s@<>,;]+@[^\s@<>,;]+$/);
      }),
    );
  });
});

import { expect, it } from 'vitest';
import { fieldsOf, readDraft, toDraft } from './schema-form.ts';

const SCHEMA = {
  required: ['title'],
  properties: {
    title: { type: 'string', title: 'Title' },
    amount: { type: 'integer' },
    enabled: { type: ['boolean', 'null'] },
    owner: {
      anyOf: [
        {
          oneOf: [
            { const: 'a', title: 'Ana' },
            { const: 'b', title: 'Ben' },
          ],
        },
        { type: 'null' },
      ],
      title: 'Owner',
    },
    lines: { type: 'array', items: { enum: ['x', 'y'] } },
    none: { type: 'array', items: { type: 'string' }, maxItems: 0 },
    deep: { type: 'object' },
    address: { type: 'string', readOnly: true },
  },
};

it('makes fields of a schema, with a control for each kind', () => {
  const fields = fieldsOf(SCHEMA);
  expect(fields.map(({ name, control }) => [name, control])).toEqual([
    ['title', 'text'],
    ['amount', 'number'],
    ['enabled', 'switch'],
    ['owner', 'one'],
    ['lines', 'many'],
    ['none', 'many'],
    ['deep', 'json'],
  ]);
  expect(fields[0]?.isRequired).toBe(true);
  expect(fields[3]).toMatchObject({
    title: 'Owner',
    choices: [
      { value: 'a', title: 'Ana' },
      { value: 'b', title: 'Ben' },
    ],
  });
});

it('sends only what was changed, and says what cannot be read', () => {
  const fields = fieldsOf(SCHEMA);
  const before = toDraft(fields, { title: 'Deal', amount: 5, enabled: true, lines: ['x'] });
  expect(readDraft(fields, before, before)).toEqual({ values: {}, problems: {} });
  const changed = { ...before, title: '', amount: '7', enabled: 'false', lines: ['x', 'y'], deep: '{"a":1}' };
  expect(readDraft(fields, changed, before).values).toEqual({ title: null, amount: 7, enabled: false, lines: ['x', 'y'], deep: { a: 1 } });
  expect(readDraft(fields, { ...before, amount: 'five', deep: '{' }, before).problems).toEqual({
    amount: 'must be a number',
    deep: 'is no JSON',
  });
});

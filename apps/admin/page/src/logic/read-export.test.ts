import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anExport } from '../test-support/an-export.ts';
import { ExportError, MAX_EXPORT_BYTES, readExport } from './read-export.ts';

function codeOf(content: string): string {
  try {
    readExport(content);
    return 'none';
  } catch (error) {
    if (error instanceof ExportError) return error.code;
    throw error;
  }
}

it('reads what was exported, and leaves out what it does not know', () => {
  const file = anExport();
  expect(readExport(JSON.stringify(file))).toEqual(file);
  expect(readExport(JSON.stringify({ ...file, added: 'later' }))).toEqual(file);
});

it.each([
  ['', 'NO_JSON'],
  [JSON.stringify(anExport()).slice(0, -20), 'NO_JSON'],
  ['null', 'FOREIGN'],
  ['[1, 2]', 'FOREIGN'],
  ['{"name":"a package"}', 'FOREIGN'],
  ['{"format":"frigg-crm-run","formatVersion":1}', 'OLDER'],
  ['{"format":"frigg-crm-sync","formatVersion":2}', 'NEWER'],
  ['{"format":"frigg-crm-sync","formatVersion":1}', 'BROKEN'],
  [`"${'x'.repeat(MAX_EXPORT_BYTES)}"`, 'TOO_LARGE'],
])('says what is wrong with a file: %.40s', (content, code) => {
  expect(codeOf(content)).toBe(code);
});

it.each([
  ['sync.counts.failed', { sync: { ...anExport().sync, counts: { ...anExport().sync.counts, failed: -1 } } }],
  ['pages.settled', { pages: { ...anExport().pages, settled: [[5, 4]] } }],
  [
    'pages.failed',
    {
      pages: {
        ...anExport().pages,
        failed: [
          [3, 5],
          [4, 4],
        ],
      },
    },
  ],
  ['states.0.at', { states: [{ ...anExport().states[0], at: 'yesterday' }] }],
])('names the place that is damaged: %s', (path, change) => {
  expect(() => readExport(JSON.stringify({ ...anExport(), ...change }))).toThrow(`damaged: ${path} should be`);
});

it('fails with an error that says why, whatever the file holds', () => {
  const parts = Object.keys(anExport());
  fc.assert(
    fc.property(fc.constantFrom(...parts), fc.jsonValue(), (part, value) => {
      expect(['none', 'BROKEN', 'FOREIGN', 'NEWER']).toContain(codeOf(JSON.stringify({ ...anExport(), [part]: value })));
    }),
  );
});

/** Ids that mean something to a database or to JavaScript, in the order of their UTF-8 bytes. */
export const ODD_IDS: readonly string[] = [
  '',
  ' ',
  '$set',
  '%',
  "' OR '1'='1",
  '12',
  '12abc',
  'ABC',
  '__proto__',
  'a b',
  'a.b',
  'abc',
  'constructor',
  'e\u0301',
  'x'.repeat(500),
  '{"$gt":""}',
  'é',
  // Behind it in UTF-8, before it in UTF-16: the emoji.
  '\uFFFD',
  '😀',
];

import { expect, it } from 'vitest';
import { createJsonLineLogger } from './json-line-logger.ts';

it('writes one JSON object per line, with the fields of its parents, from its level on', () => {
  const lines: string[] = [];
  const clock = { now: () => 0, sleep: async () => {} };
  const logger = createJsonLineLogger({ level: 'info', write: (line) => lines.push(line), clock }).child({ processId: 'p1' });
  logger.debug({}, 'too quiet');
  logger.info({ pages: 2 }, 'said');
  logger.error({}, 'shouted');
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","processId":"p1","pages":2,"message":"said"}\n',
    '{"time":"1970-01-01T00:00:00.000Z","level":"error","processId":"p1","message":"shouted"}\n',
  ]);
});

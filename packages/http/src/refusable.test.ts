import { expect, it } from 'vitest';
import * as z from 'zod';
import { refusable } from './refusable.ts';

const { schema, refusal } = refusable(z.object({ data: z.object({ id: z.int() }) }), (body) =>
  z.object({ success: z.literal(false) }).safeParse(body).success ? { apiCode: 'NO' } : undefined,
);
const read = (body: unknown) => refusal({ body: schema.parse(body), status: 200, headers: new Headers() });

it('finds a refusal in whatever else it holds, and none in a response that is as documented', () => {
  expect(read({ success: false, data: null })).toEqual({ apiCode: 'NO' });
  expect(read({ data: { id: 7 } })).toBeUndefined();
  expect(schema.parse({ data: { id: 7 } })).toEqual({ data: { id: 7 } });
});

it('names what is not as documented', () => {
  expect(schema.safeParse({ data: { id: 'x' } }).error?.issues.map(({ path }) => path)).toEqual([['data', 'id']]);
  expect(schema.safeParse(undefined).success).toBe(false);
});

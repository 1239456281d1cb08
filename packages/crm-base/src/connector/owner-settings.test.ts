import { expect, it } from 'vitest';
import * as z from 'zod';
import { readOwnerSettings } from './owner-settings.ts';

const source = { configSchema: z.object({ destination: z.enum(['deal', 'lead']).optional() }) };

it('reads what all connectors have, and what one has of its own', () => {
  const settings = { callLoggingEnabled: false, destination: 'deal' };
  expect(readOwnerSettings(source, settings)).toEqual(settings);
  expect(readOwnerSettings(undefined, {})).toEqual({});
});

it.each([
  [{ destination: 'hunter2' }, 'destination', 'must be one of deal, lead'],
  [{ callLoggingEnabled: 'hunter2' }, 'callLoggingEnabled', 'must be of type boolean'],
  [{ colour: 'hunter2' }, 'colour', 'is no field'],
])('names the field of %j that cannot be used', (settings, field, problem) => {
  expect(() => readOwnerSettings(source, settings)).toThrow(
    expect.objectContaining({
      code: 'INVALID_INTEGRATION_DATA',
      fields: [{ field, problem }],
      message: expect.not.stringContaining('hunter2'),
    }),
  );
});

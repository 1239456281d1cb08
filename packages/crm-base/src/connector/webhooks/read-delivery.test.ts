import { FriggCrmError } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { createWebhookSecret, isSameSecret, readDelivered, readJsonBody } from './read-delivery.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const invalid = (...paths: readonly string[]): unknown => expect.objectContaining({ code: 'WEBHOOK_INVALID', paths });

it('reads JSON, through a schema where there is one', () => {
  expect(readJsonBody(bytes('{"id":1}'))).toEqual({ id: 1 });
  expect(readJsonBody(bytes('{"id":1,"more":2}'), z.object({ id: z.number() }))).toEqual({ id: 1 });
});

it('names where a body deviates, and quotes nothing of it', () => {
  expect(() => readJsonBody(bytes('{secret'))).toThrow(invalid('the whole'));
  expect(() => readJsonBody(bytes('{"data":{"id":"secret"}}'), z.object({ data: z.object({ id: z.number() }) }))).toThrow(
    invalid('data.id'),
  );
  expect(() => readJsonBody(bytes('7'), z.object({}))).toThrow(invalid('the whole'));
});

it('names where in the delivery a part of it deviates', () => {
  const schema = z.object({ id: z.number() });
  expect(readDelivered({ id: 1, more: 2 }, schema)).toEqual({ id: 1 });
  expect(() => readDelivered({ id: 'secret' }, schema, 'meta')).toThrow(invalid('meta.id'));
  expect(() => readDelivered(7, schema, 'meta')).toThrow(invalid('meta'));
});

it('gives a value or an error of ours, whatever comes', () => {
  const codeOf = (body: Uint8Array): unknown => {
    try {
      readJsonBody(body);
      return 'WEBHOOK_INVALID';
    } catch (error) {
      return FriggCrmError.is(error) ? error.code : error;
    }
  };
  fc.assert(
    fc.property(fc.uint8Array(), (body) => {
      expect(codeOf(body)).toBe('WEBHOOK_INVALID');
    }),
    { numRuns: 200 },
  );
});

it('takes for the secret nothing but the secret', () => {
  const secret = createWebhookSecret();
  expect(isSameSecret(secret, secret)).toBe(true);
  for (const given of [undefined, null, '', `${secret} `, secret.toUpperCase(), createWebhookSecret()])
    expect(isSameSecret(given, secret)).toBe(false);
  expect(isSameSecret('', '')).toBe(false);
});

it('makes secrets of 256 random bits, in either spelling', () => {
  expect(createWebhookSecret()).toMatch(/^[\w-]{43}$/);
  expect(createWebhookSecret({ encoding: 'hex', bytes: 20 })).toMatch(/^[0-9a-f]{40}$/);
});

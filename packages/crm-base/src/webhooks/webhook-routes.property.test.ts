import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RefusedError, SECRETS, createWebhookSystem, signed } from './test-support/webhook-system.ts';

const segment = fc.oneof(
  fc.constantFrom('quo', 'crm', 'uninstall', 'i1', 'fake', '__proto__', '%2e%2e', '%', '%00', '%F0%9F%8E%88', ''),
  fc.stringMatching(/^[\w~.%-]{0,40}$/),
);
const path = fc.oneof(
  fc.constantFrom('/quo/i1', '/crm/fake/i1', '/uninstall/fake'),
  fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
);
const visible = fc.stringMatching(/^[!-~ ]{0,60}$/);
const signature = fc.oneof(
  visible,
  fc.constantFrom('hmac;1;1767607282000;AAAA', 'hmac;1;1767607282000;8VFuiazhJeLYy3Y0CzjMVLk2Z9k+F62MytoG0IovvN4=', 'v1,AAAA v1,BBBB'),
);
const names = [
  'openphone-signature',
  'webhook-signature',
  'webhook-id',
  'webhook-timestamp',
  'x-token',
  'authorization',
  'content-length',
  'content-type',
];
const headers = fc.dictionary(fc.constantFrom(...names), signature, { maxKeys: 6 });
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 4 }).map((json) => new TextEncoder().encode(json)),
);

it('accepts no unverified request, and never throws', async () => {
  const system = await createWebhookSystem({ uninstallers: { fake: async () => Promise.reject(new RefusedError('not the CRM')) } });
  await fc.assert(
    fc.asyncProperty(path, fc.constantFrom('POST', 'PUT', 'DELETE'), headers, body, async (at, method, sent, bytes) => {
      expect([400, 401, 404, 405, 413]).toContain(await system.send(at, { method, headers: sent, body: new Uint8Array(bytes) }));
    }),
    { numRuns: 200 },
  );
  expect(await system.stored()).toEqual([]);
  expect(system.queue.size.waiting).toBe(0);
  for (const secret of Object.values(SECRETS)) expect(system.log.join('\n')).not.toContain(secret);
});

/** With what stores find hard to keep: U+0000, halves of surrogate pairs, and texts that are too long for a key. */
const text = fc.string({ unit: fc.constantFrom('a', ' ', '\u0000', '\ud83d', '😀', '\uFFFF'), maxLength: 300 });

it('answers whatever Quo signs: it is kept, or calls for nothing, or cannot be read', async () => {
  const system = await createWebhookSystem();
  const type = fc.constantFrom('call.completed', 'message.received', 'call.summary.completed', 'call.ringing', 'contact.updated');
  const event = fc.record({ id: text, type, data: fc.jsonValue({ maxDepth: 3 }) }, { requiredKeys: [] });
  const object = fc.record({ id: text, direction: fc.constant('incoming'), from: text, to: text, text });
  const message = fc.record({ id: text, object }).map(({ id, ...data }) => ({ id, type: 'message.received', data }));
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(event, message), async (json) => {
      const status = await system.send('/quo/i1', signed(JSON.stringify(json)));
      expect([200, 400]).toContain(status);
      kept += status === 200 ? 1 : 0;
    }),
    { numRuns: 60 },
  );
  expect(kept).toBeGreaterThan(10);
});

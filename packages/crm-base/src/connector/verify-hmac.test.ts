import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyHmac } from './verify-hmac.ts';

const rawBody = Buffer.from('{"id":1}');
const sign = (secret: string, encoding: 'hex' | 'base64' | 'base64url') => createHmac('sha256', secret).update(rawBody).digest(encoding);

describe('verifyHmac', () => {
  it.each(['hex', 'base64', 'base64url'] as const)('believes the signature of these very bytes in %s', (encoding) => {
    const signature = sign('key', encoding);
    expect(verifyHmac({ secret: 'key', rawBody, signature, encoding })).toBe(true);
    expect(verifyHmac({ secret: 'other', rawBody, signature, encoding })).toBe(false);
    expect(verifyHmac({ secret: 'key', rawBody: Buffer.from('{"id":2}'), signature, encoding })).toBe(false);
  });

  it('takes hex digits of either case, and nothing under an empty secret', () => {
    expect(verifyHmac({ secret: 'key', rawBody, signature: sign('key', 'hex').toUpperCase(), encoding: 'hex' })).toBe(true);
    expect(verifyHmac({ secret: '', rawBody, signature: sign('', 'hex'), encoding: 'hex' })).toBe(false);
  });

  it('never throws, and believes nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant(null), fc.stringMatching(/^[0-9a-f]{64}$/)), (signature) => {
        expect(verifyHmac({ secret: 'key', rawBody, signature, encoding: 'hex' })).toBe(signature === sign('key', 'hex'));
      }),
    );
  });
});
